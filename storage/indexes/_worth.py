"""Here lives what each kind of hit is worth, the same in every index."""

# What a kind of hit is worth. Each stands well above what word statistics (about 0 to 30) add up to
# below it, so that the kinds come one after another. Set by trying, tests/contracts hold the order.
ID = 2000.0
NUMBER = 1800.0
NAME_MARKED_WHOLE = 900.0
NAME_MARKED = 500.0
NAME_WHOLE = 300.0
NAME = 200.0
NAME_ANY_ORDER = 100.0
CONFUSED_KEY = 80.0
TITLE = 30.0
ALL_MARKED = 15.0
NAME_ONE_LETTER_OFF = 2.0
INITIALS = 1.0
BEGUN = 0.1

# Below these lengths one wrong letter, or a misread O, meets half the register.
MIN_FUZZY_LETTERS = 4
MIN_CONFUSED_CHARS = 4
MIN_PREFIX_LETTERS = 2
