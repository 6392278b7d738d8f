"""The words of the design as frozen, validated values. Pure: no effects."""
