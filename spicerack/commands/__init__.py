"""One module for each command of `spicerack`, in folders by subject."""
