"""`python -m scripts.contracts`: write the documents. A test fails when one is not as the code has it."""

from pathlib import Path

from scripts.contracts.documents import documents

ROOT = Path(__file__).parents[2]

if __name__ == "__main__":
    for name, text in documents().items():
        (ROOT / name).write_text(text)
        print(f"wrote {name}")
