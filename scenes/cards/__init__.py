"""The cards around and between the chapters: the title, a card for each chapter, the ending, the
credits."""
