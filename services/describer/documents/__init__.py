"""The describer of documents, which tell nothing of themselves but which bytes they are."""
