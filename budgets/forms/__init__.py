"""The grid as it is typed: texts in, a money plan or messages at the cells out."""
