"""Labels of PDS4 kernels (Product_SPICE_Kernel), written. Pure.

The fields are those that NAIF's bundler writes for every kernel; a person adds the mission's context.
"""

from dataclasses import dataclass
from xml.sax.saxutils import escape

from shared.spice.source.inventory import identified

NAMESPACE = "http://pds.nasa.gov/pds4/pds/v1"

MODEL = "1.16.0.0"
"""The version of PDS4's information model that the fields are of."""

BINARY, CHARACTER = "Binary", "Character"


@dataclass(frozen=True, slots=True, kw_only=True)
class Labelled:
    """A kernel, as its label tells it."""

    bundle: str
    """The identifier of the bundle, `urn:nasa:pds:mro.spice`."""
    file: str
    family: str
    is_text: bool
    size: int
    md5: str
    start: str
    """UTC, ISO 8601; empty where the kernel has no times of its own."""
    stop: str
    created: str
    """UTC, ISO 8601, of the file."""

    @property
    def lid(self) -> str:
        """Return its logical identifier."""
        return f"{self.bundle.lower()}:spice_kernels:{identified(self.family, self.file)[0]}"

    @property
    def version(self) -> str:
        """Return its version: that of a meta-kernel's name, 1.0 of any other kernel."""
        return identified(self.family, self.file)[1]


def label_text(kernel: Labelled) -> str:
    """Return the label of a kernel as XML."""
    family = kernel.family.upper()
    encoding = CHARACTER if kernel.is_text else BINARY
    times = [] if not kernel.start else ["<Time_Coordinates>", *_times(kernel), "</Time_Coordinates>"]
    return "\n".join(
        [
            '<?xml version="1.0" encoding="UTF-8"?>',
            f'<Product_SPICE_Kernel xmlns="{NAMESPACE}">',
            "<Identification_Area>",
            _field("logical_identifier", kernel.lid),
            _field("version_id", kernel.version),
            _field("title", f"{kernel.file} SPICE kernel"),
            _field("information_model_version", MODEL),
            _field("product_class", "Product_SPICE_Kernel"),
            "</Identification_Area>",
            "<Context_Area>",
            *times,
            "<Primary_Result_Summary>",
            _field("purpose", "Observation Geometry"),
            _field("processing_level", "Derived"),
            "</Primary_Result_Summary>",
            "</Context_Area>",
            "<File_Area_SPICE_Kernel>",
            "<File>",
            _field("file_name", kernel.file),
            _field("creation_date_time", kernel.created),
            f'<file_size unit="byte">{kernel.size}</file_size>',
            _field("md5_checksum", kernel.md5),
            "</File>",
            "<SPICE_Kernel>",
            '<offset unit="byte">0</offset>',
            f'<object_length unit="byte">{kernel.size}</object_length>',
            _field("parsing_standard_id", "SPICE"),
            _field("kernel_type", family),
            _field("encoding_type", encoding),
            "</SPICE_Kernel>",
            "</File_Area_SPICE_Kernel>",
            "</Product_SPICE_Kernel>",
            "",
        ]
    )


def _times(kernel: Labelled) -> list[str]:
    return [_field("start_date_time", kernel.start), _field("stop_date_time", kernel.stop)]


def _field(name: str, value: str) -> str:
    return f"<{name}>{escape(value)}</{name}>"
