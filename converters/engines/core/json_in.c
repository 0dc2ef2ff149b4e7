/* JSON text to objects: the values of a class are read where they stand, without a dict in between.

   Whatever is not strictly JSON, or holds a number or text that Python could not write again, ends
   the attempt; so does what nests deep. Then Python's own module has the last word. */

#include "text.h"
#include <float.h>
#include <math.h>

#define MOST_SKIPPED_LEVELS 900

/* Goes past a word such as `null`; 0 with an exception when it is another one. */
static int
skip_word(Source *source, const char *word)
{
    for (; *word != 0; word++, source->at++) {
        if (*source->at != (unsigned char)*word) {
            raise_not_plain();
            return 0;
        }
    }
    return 1;
}

/* --- strings ------------------------------------------------------------------------------------ */

/* Gives a mark in each of eight bytes that is no character of ASCII which stands for itself; a mark
   behind the first may be of another byte, too. */
static inline uint64_t
marks_of(uint64_t word)
{
    const uint64_t ones = 0x0101010101010101u, tops = 0x8080808080808080u;
    uint64_t quotes = word ^ (ones * '"'), slashes = word ^ (ones * '\\');
    return (word | (word - ones * 0x20) | (quotes - ones) | (slashes - ones)) & tops;
}

/* Tells in which byte the first mark is, or that it has to be looked for. */
static inline int
first_mark(uint64_t marks)
{
#if defined(__GNUC__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    return __builtin_ctzll(marks) >> 3;
#else
    (void)marks;
    return 0;
#endif
}

int
scan_string(Source *source, Span *span)
{
    if (!skip_sign(source, '"')) {
        raise_not_plain();
        return 0;
    }
    const unsigned char *at = source->at;
    span->begin = at;
    span->is_ascii = 1;
    span->has_escapes = 0;
    for (;;) {
        while (source->end - at >= 8) {
            uint64_t marks = marks_of(word_at(at));
            if (marks != 0) {
                at += first_mark(marks);
                break;
            }
            at += 8;
        }
        unsigned char c = *at;
        if (c == '"') {
            break;
        }
        if (c < 0x20) {
            raise_not_plain(); /* also the zero behind the end */
            return 0;
        }
        if (c == '\\') {
            span->has_escapes = 1;
            at++;
            if (*at < 0x20) {
                raise_not_plain();
                return 0;
            }
        }
        span->is_ascii &= *at < 0x80;
        at++;
    }
    span->size = at - span->begin;
    source->at = at + 1;
    return 1;
}

/* Reads four hexadecimal digits; -1 when they are none. */
static int
four_digits(const unsigned char *at)
{
    int value = 0;
    for (int i = 0; i < 4; i++) {
        unsigned char c = at[i];
        int digit = c >= '0' && c <= '9'   ? c - '0'
                    : c >= 'a' && c <= 'f' ? c - 'a' + 10
                    : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                           : -1;
        if (digit < 0) {
            return -1;
        }
        value = value * 16 + digit;
    }
    return value;
}

/* Reads what follows a backslash, and goes past it; -1 for what is no escape. A surrogate without
   its other half is given as it is. */
static long
read_escape(const unsigned char **place)
{
    static const char names[] = "\"\"\\\\//b\bf\fn\nr\rt\t";
    unsigned char c = *(*place)++;
    for (const char *name = names; *name != 0; name += 2) {
        if ((unsigned char)*name == c) {
            return (unsigned char)name[1];
        }
    }
    int first = c == 'u' ? four_digits(*place) : -1;
    if (first < 0) {
        return -1;
    }
    *place += 4;
    if (first >= 0xD800 && first <= 0xDBFF && (*place)[0] == '\\' && (*place)[1] == 'u') {
        int second = four_digits(*place + 2);
        if (second >= 0xDC00 && second <= 0xDFFF) {
            *place += 6;
            return 0x10000 + ((long)(first - 0xD800) << 10) + (second - 0xDC00);
        }
    }
    return first;
}

/* Makes the string of a span with escapes. */
static PyObject *
unescaped(const Span *span)
{
    char *bytes = PyMem_Malloc((size_t)span->size), *place = bytes;
    PyObject *string = NULL;
    if (bytes == NULL) {
        PyErr_NoMemory();
        return NULL;
    }
    const unsigned char *at = span->begin, *end = at + span->size;
    while (at < end) {
        unsigned char c = *at++;
        if (c != '\\') {
            *place++ = (char)c;
            continue;
        }
        long character = read_escape(&at);
        if (character < 0 || (character >= 0xD800 && character <= 0xDFFF)) {
            raise_not_plain();
            goto done;
        }
        place = put_utf8(place, (Py_UCS4)character);
    }
    string = PyUnicode_DecodeUTF8(bytes, place - bytes, NULL);
done:
    PyMem_Free(bytes);
    return string;
}

PyObject *
string_of(const Span *span)
{
    if (span->has_escapes) {
        return unescaped(span);
    }
    if (!span->is_ascii || span->size < 2) {
        return PyUnicode_DecodeUTF8((const char *)span->begin, span->size, NULL);
    }
    PyObject *string = PyUnicode_New(span->size, 127);
    if (string != NULL) {
        memcpy(PyUnicode_1BYTE_DATA(string), span->begin, (size_t)span->size);
    }
    return string;
}

#define LONGEST_SHARED 64 /* bytes */
#define FEW_REPEATS 8
#define MOST_REPEATS 128
#define MOST_MISSES 16
#define LONGEST_PAUSE 1000

/* Gives the string of a span that is likely to come again: a key, or the name of a member. */
PyObject *
shared_string_of(Source *source, const Span *span)
{
    if (!span->is_ascii || span->has_escapes || span->size < 2 || span->size > LONGEST_SHARED) {
        return string_of(span);
    }
    uint32_t hash = hash_of(span->begin, span->size);
    PyObject **place = &source->state->strings[hash % SHARED_STRINGS];
    if (*place != NULL && PyUnicode_GET_LENGTH(*place) == span->size
        && memcmp(PyUnicode_1BYTE_DATA(*place), span->begin, (size_t)span->size) == 0) {
        return Py_NewRef(*place);
    }
    PyObject *string = string_of(span);
    if (string != NULL) {
        Py_XSETREF(*place, Py_NewRef(string));
    }
    return string;
}

/* Makes room for more strings that repeat, and forgets those so far; 0 where there is enough. */
static int
make_room_for_repeats(Repeats *repeats)
{
    if (repeats->size == MOST_REPEATS) {
        return 0;
    }
    uint32_t size = repeats->size == 0 ? FEW_REPEATS : MOST_REPEATS;
    PyObject **strings = PyMem_Calloc(size, sizeof(PyObject *));
    if (strings == NULL) {
        return 0; /* it goes on without */
    }
    repeats_free(repeats);
    repeats->strings = strings;
    repeats->size = size;
    return 1;
}

/* Gives the string of a span that may have been read before in the same place. */
PyObject *
repeated_string_of(Repeats *repeats, const Span *span)
{
    if (!span->is_ascii || span->has_escapes || span->size < 2 || span->size > LONGEST_SHARED) {
        return string_of(span);
    }
    if (repeats->pause > 0 || (repeats->size == 0 && !make_room_for_repeats(repeats))) {
        repeats->pause -= repeats->pause > 0;
        return string_of(span);
    }
    const unsigned char *text = span->begin;
    Py_ssize_t size = span->size;
    PyObject **place = &repeats->strings[hash_of(text, size) & (repeats->size - 1)];
    if (*place != NULL && PyUnicode_GET_LENGTH(*place) == size
        && are_same(PyUnicode_1BYTE_DATA(*place), text, (size_t)size)) {
        repeats->misses -= repeats->misses > -MOST_MISSES;
        return Py_NewRef(*place);
    }
    if (++repeats->misses == MOST_MISSES) {
        repeats->misses = 0;
        if (make_room_for_repeats(repeats)) {
            place = &repeats->strings[hash_of(text, size) & (repeats->size - 1)];
        }
        else {
            repeats->pause = LONGEST_PAUSE;
        }
    }
    PyObject *string = string_of(span);
    if (string != NULL) {
        Py_XSETREF(*place, Py_NewRef(string));
    }
    return string;
}

int
repeats_owned(Repeats *repeats, Each each, void *context)
{
    for (uint32_t i = 0; i < repeats->size; i++) {
        EACH(repeats->strings[i]);
    }
    return 0;
}

void
repeats_free(Repeats *repeats)
{
    for (uint32_t i = 0; i < repeats->size; i++) {
        Py_CLEAR(repeats->strings[i]);
    }
    PyMem_Free(repeats->strings);
    repeats->strings = NULL;
    repeats->size = 0;
}

/* Tells whether a span that nobody reads is a string; 0 with an exception. */
static int
is_string(const Span *span)
{
    const unsigned char *at = span->begin, *end = at + span->size;
    while (span->has_escapes && at < end) {
        if (*at++ == '\\' && read_escape(&at) < 0) {
            raise_not_plain();
            return 0;
        }
    }
    if (!span->is_ascii) {
        PyObject *string = PyUnicode_DecodeUTF8((const char *)span->begin, span->size, NULL);
        Py_XDECREF(string);
        return string != NULL;
    }
    return 1;
}

/* --- numbers ------------------------------------------------------------------------------------ */

typedef struct {
    const unsigned char *begin;
    Py_ssize_t size;
    uint64_t digits;  /* as one number, where there are at most MOST_EXACT of them */
    int digit_count;  /* without zeros at the front */
    int places;       /* after the point; at most MOST_PLACES are counted */
    int is_float, is_negative;
} Number;

#define MOST_EXACT 18
#define MOST_PLACES 1000

static void
read_digits(Source *source, Number *number)
{
    for (; *source->at >= '0' && *source->at <= '9'; source->at++) {
        if (number->digit_count > 0 || *source->at != '0') {
            number->digit_count += number->digit_count <= MOST_EXACT;
        }
        if (number->digit_count <= MOST_EXACT) {
            number->digits = number->digits * 10 + (*source->at - '0');
        }
    }
}

/* Goes past a number; 0 with an exception when it is none. */
static int
scan_number(Source *source, Number *number, int *exponent)
{
    *number = (Number){source->at, 0, 0, 0, 0, 0, 0};
    *exponent = 0;
    if (*source->at == '-') {
        number->is_negative = 1;
        source->at++;
    }
    const unsigned char *first = source->at;
    read_digits(source, number);
    if (source->at == first || (*first == '0' && source->at - first > 1)) {
        raise_not_plain();
        return 0;
    }
    if (*source->at == '.') {
        number->is_float = 1;
        first = ++source->at;
        read_digits(source, number);
        if (source->at == first) {
            raise_not_plain();
            return 0;
        }
        number->places = (int)Py_MIN(source->at - first, MOST_PLACES);
    }
    if (*source->at == 'e' || *source->at == 'E') {
        number->is_float = 1;
        source->at++;
        int is_small = *source->at == '-';
        source->at += *source->at == '-' || *source->at == '+';
        first = source->at;
        for (; *source->at >= '0' && *source->at <= '9'; source->at++) {
            *exponent = *exponent < 10000 ? *exponent * 10 + (*source->at - '0') : *exponent;
        }
        if (source->at == first) {
            raise_not_plain();
            return 0;
        }
        *exponent = is_small ? -*exponent : *exponent;
    }
    number->size = source->at - number->begin;
    return 1;
}

/* Lets Python read a number. */
static PyObject *
number_of_text(const Number *number)
{
    char *text = PyMem_Malloc((size_t)number->size + 1);
    PyObject *made = NULL;
    if (text == NULL) {
        PyErr_NoMemory();
        return NULL;
    }
    memcpy(text, number->begin, (size_t)number->size);
    text[number->size] = 0;
    if (number->is_float) {
        double value = PyOS_string_to_double(text, NULL, NULL);
        if (!isfinite(value)) {
            raise_not_plain();
        }
        else if (value != -1 || !PyErr_Occurred()) {
            made = PyFloat_FromDouble(value);
        }
    }
    else {
        made = PyLong_FromString(text, NULL, 10);
    }
    PyMem_Free(text);
    return made;
}

#define MOST_EXACT_POWER 22       /* 1e22 is a float without rounding */
#define LARGEST_EXACT ((uint64_t)1 << 53)

static const double powers[] = {1,    1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                                1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};

/* Divides digits by a power of ten, to the nearest float; 0 where that is not certain. */
static inline int
nearest_float(uint64_t digits, int power, double *value)
{
    if (digits <= LARGEST_EXACT) {
        /* One operation on two floats that are exact is rounded once. */
        *value = (double)digits / powers[power];
        return 1;
    }
#if defined(__GNUC__) && defined(__x86_64__) && LDBL_MANT_DIG == 64
    /* Both are exact with 64 bits. The quotient is rounded to 64, and then to 53 bits, which is the
       same as once, unless it is close to the middle of two floats. */
    long double quotient = (long double)digits / (long double)powers[power];
    uint64_t bits;
    memcpy(&bits, &quotient, sizeof(bits));
    unsigned below = bits & 0x7FF;
    if (below < 0x3FF || below > 0x401) {
        *value = (double)quotient;
        return 1;
    }
#endif
    return 0;
}

/* Reads the usual numbers, of few digits and without an exponent; NULL without an exception for all
   others, and stays before these. */
static inline PyObject *
parse_usual_number(Source *source)
{
    const unsigned char *at = source->at;
    uint64_t digits = 0;
    int is_negative = *at == '-', places = 0;
    at += is_negative;
    const unsigned char *first = at;
    for (; *at >= '0' && *at <= '9'; at++) {
        digits = digits * 10 + (*at - '0');
    }
    Py_ssize_t count = at - first;
    if (count == 0 || count > MOST_EXACT || (*first == '0' && count > 1)) {
        return NULL;
    }
    int is_float = *at == '.';
    if (is_float) {
        const unsigned char *point = at++;
        for (; *at >= '0' && *at <= '9'; at++) {
            digits = digits * 10 + (*at - '0');
        }
        Py_ssize_t after = at - point - 1;
        /* A zero in front is no digit that counts. */
        if (after == 0 || count - (*first == '0') + after > MOST_EXACT) {
            return NULL;
        }
        places = (int)after;
    }
    if (*at == 'e' || *at == 'E') {
        return NULL;
    }
    if (!is_float) {
        source->at = at;
        return PyLong_FromLongLong(is_negative ? -(long long)digits : (long long)digits);
    }
    double value;
    if (!nearest_float(digits, places, &value)) {
        return NULL;
    }
    source->at = at;
    return PyFloat_FromDouble(is_negative ? -value : value);
}

PyObject *
parse_number(Source *source)
{
    Number number;
    int exponent;
    PyObject *made = parse_usual_number(source);
    if (made != NULL || PyErr_Occurred()) {
        return made;
    }
    if (!scan_number(source, &number, &exponent)) {
        return NULL;
    }
    if (number.digit_count > MOST_EXACT || number.places == MOST_PLACES) {
        return number_of_text(&number);
    }
    if (!number.is_float) {
        int64_t value = (int64_t)number.digits;
        return PyLong_FromLongLong(number.is_negative ? -value : value);
    }
    exponent -= number.places;
    if (number.digits > LARGEST_EXACT || abs(exponent) > MOST_EXACT_POWER) {
        return number_of_text(&number);
    }
    /* One operation on two floats that are exact is rounded once, and so the nearest float. */
    double value = (double)number.digits;
    value = exponent < 0 ? value / powers[-exponent] : value * powers[exponent];
    return PyFloat_FromDouble(number.is_negative ? -value : value);
}

/* --- values ------------------------------------------------------------------------------------- */

static PyObject *
parse_list(Source *source, int levels)
{
    PyObject *list = PyList_New(0);
    source->at++;
    if (list == NULL || skip_sign(source, ']')) {
        return list;
    }
    for (;;) {
        PyObject *item = parse_value(source, levels - 1);
        int failed = item == NULL || PyList_Append(list, item) < 0;
        Py_XDECREF(item);
        int more = failed ? -1 : goes_on(source, ']');
        if (more < 0) {
            Py_CLEAR(list);
        }
        if (more <= 0) {
            return list;
        }
    }
}

static int
parse_entry(Source *source, PyObject *dict, int levels)
{
    Span span;
    skip_space(source);
    if (!scan_string(source, &span)) {
        return -1;
    }
    if (!skip_sign(source, ':')) {
        return raise_not_plain();
    }
    PyObject *key = shared_string_of(source, &span);
    PyObject *value = key == NULL ? NULL : parse_value(source, levels);
    int failed = value == NULL || PyDict_SetItem(dict, key, value) < 0;
    Py_XDECREF(key);
    Py_XDECREF(value);
    return failed ? -1 : 0;
}

static PyObject *
parse_dict(Source *source, int levels)
{
    PyObject *dict = PyDict_New();
    source->at++;
    if (dict == NULL || skip_sign(source, '}')) {
        return dict;
    }
    for (;;) {
        int failed = parse_entry(source, dict, levels - 1) < 0;
        int more = failed ? -1 : goes_on(source, '}');
        if (more < 0) {
            Py_CLEAR(dict);
        }
        if (more <= 0) {
            return dict;
        }
    }
}

PyObject *
parse_value(Source *source, int levels)
{
    Span span;
    skip_space(source);
    switch (*source->at) {
    case '"':
        return scan_string(source, &span) ? string_of(&span) : NULL;
    case 'n':
        return skip_null(source) || skip_word(source, "null") ? Py_NewRef(Py_None) : NULL;
    case 't':
        return skip_word(source, "true") ? Py_NewRef(Py_True) : NULL;
    case 'f':
        return skip_word(source, "false") ? Py_NewRef(Py_False) : NULL;
    case '[':
    case '{':
        if (levels == 0) {
            raise_not_plain();
            return NULL;
        }
        return *source->at == '[' ? parse_list(source, levels) : parse_dict(source, levels);
    default:
        return parse_number(source);
    }
}

/* Goes past a key that nobody reads; 0 with an exception when there is none. */
static int
skip_any_key(Source *source)
{
    Span span;
    if (!scan_string(source, &span) || !is_string(&span)) {
        return 0;
    }
    if (!skip_sign(source, ':')) {
        raise_not_plain();
        return 0;
    }
    return 1;
}

/* Likewise past a value that is no list and no object. */
static int
skip_scalar(Source *source)
{
    Span span;
    Number number;
    int exponent;
    switch (*source->at) {
    case '"':
        return scan_string(source, &span) && is_string(&span);
    case 'n':
        return skip_word(source, "null");
    case 't':
        return skip_word(source, "true");
    case 'f':
        return skip_word(source, "false");
    default:
        return scan_number(source, &number, &exponent);
    }
}

/* Goes past a value that nobody reads, however little is left of the stack: no level takes a call.
   Gives 0 with an exception when it has not the form of JSON, or nests too deep. */
OUT_OF_LINE int
skip_value(Source *source)
{
    unsigned char closing[MOST_SKIPPED_LEVELS];
    int levels = 0;
    for (;;) {
        skip_space(source);
        if (*source->at == '[' || *source->at == '{') {
            if (levels == MOST_SKIPPED_LEVELS) {
                raise_not_plain();
                return 0;
            }
            closing[levels] = *source->at++ == '[' ? ']' : '}';
            if (!skip_sign(source, closing[levels])) {
                levels++;
                if (closing[levels - 1] == '}' && !skip_any_key(source)) {
                    return 0;
                }
                continue;
            }
        }
        else if (!skip_scalar(source)) {
            return 0;
        }
        while (levels > 0 && !skip_sign(source, ',')) {
            if (!skip_sign(source, closing[levels - 1])) {
                raise_not_plain();
                return 0;
            }
            levels--;
        }
        if (levels == 0) {
            return 1;
        }
        if (closing[levels - 1] == '}' && !skip_any_key(source)) {
            return 0;
        }
    }
}
