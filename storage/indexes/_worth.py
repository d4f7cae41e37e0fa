"""Here lives what each kind of hit is worth, the same in every index."""

# What a kind of hit is worth. Each stands well above what word statistics (about 0 to 30) add up to
# below it, so that the kinds come one after another. Set by trying, tests/contracts hold the order.
ID = 2000.0
NUMBER = 1800.0
NAME_MARKED_WHOLE = 900.0
# Less than the next: the same name with other marks is nearer than a longer name that begins with it.
NAME_MARKED = 150.0
NUMBER_PART = 400.0
NAME_WHOLE = 300.0
NAME = 200.0
NAME_WHOLE_ANY_ORDER = 150.0
NAME_ANY_ORDER = 100.0
NAME_MARKED_ANY_ORDER = 60.0
CONFUSED_KEY = 80.0
# Above the words of the text, below a name: whose paper it is tells more than its year.
YEAR = 60.0
# A name or subject as it stands somewhere in the text, not its words strewn over the page.
TEXT = 40.0
TITLE = 30.0
NUMBER_BEGUN = 20.0
ALL_MARKED = 15.0
NAME_ONE_LETTER_OFF = 2.0
INITIALS = 1.0
BEGUN = 0.1

# Where numbers, names and subjects find this many papers, the first screen of the answer is full of them, and whoever
# wants another must say more: papers that merely hold the same words somewhere are left out.
ENOUGH = 10

# Below these lengths one wrong letter, or a misread O, meets half the register.
MIN_FUZZY_LETTERS = 4
MIN_CONFUSED_CHARS = 4
MIN_BEGUN_CHARS = 4
MIN_PREFIX_LETTERS = 2
# Old ids have 9 digits, tax codes 10, today's ids 12.
MIN_ID_DIGITS = 9
