/* Mappings, entry by entry, in both directions. */

#include "steps.h"

/* Which keys are done here; `key` converts all others. */
typedef enum {
    TEXT_KEYS,      /* text stays as it is */
    DIGIT_KEYS,     /* digits are read as an integer, and integers stay as they are */
    INTEGER_KEYS,   /* integers are written as digits */
    OTHER_KEYS,     /* none */
} Keys;

typedef struct {
    Attempt head;
    Keys keys;
    PyObject *key;
    Step value;
    PyObject *other; /* converts what is no dict */
    PyObject *owner; /* for whom the report remembers what has been made */
} Mapping;

#define MOST_KEY_DIGITS 18

/* Reads the digits of an integer; NULL without an exception for other text. Those that are written
   otherwise, such as `007`, are counted. */
static PyObject *
integer_of(State *state, const unsigned char *text, Py_ssize_t size)
{
    int is_negative = size > 1 && text[0] == '-';
    const unsigned char *at = text + is_negative, *end = text + size;
    if (at == end || end - at > MOST_KEY_DIGITS) {
        return NULL;
    }
    state->respelled += *at == '0' && size > 1;
    long long number = 0;
    for (; at < end; at++) {
        if (*at < '0' || *at > '9') {
            return NULL;
        }
        number = number * 10 + (*at - '0');
    }
    return PyLong_FromLongLong(is_negative ? -number : number);
}

/* Gives a converted key, owned. */
static PyObject *
key_of(const Mapping *self, PyObject *key)
{
    PyObject *made = NULL;
    int is_text = PyUnicode_CheckExact(key), is_integer = PyLong_CheckExact(key);
    if ((is_text && self->keys == TEXT_KEYS) || (is_integer && self->keys == DIGIT_KEYS)) {
        return Py_NewRef(key);
    }
    State *state = self->head.state;
    if (is_text && self->keys == DIGIT_KEYS && PyUnicode_IS_READY(key)
        && PyUnicode_IS_COMPACT_ASCII(key)) {
        made = integer_of(state, PyUnicode_1BYTE_DATA(key), PyUnicode_GET_LENGTH(key));
    }
    else if (is_integer && self->keys == INTEGER_KEYS) {
        int overflow;
        long long number = PyLong_AsLongLongAndOverflow(key, &overflow);
        if (overflow == 0) {
            made = PyUnicode_FromFormat("%lld", number);
        }
    }
    if (made != NULL || PyErr_Occurred()) {
        return made;
    }
    state->respelled++;
    return call_one(self->key, key);
}

/* Puts an entry into a dict; a second one with the same key is not plain. Both are given up. */
static int
put(PyObject *made, PyObject *key, PyObject *value)
{
    Py_ssize_t before = PyDict_GET_SIZE(made);
    int failed = PyDict_SetItem(made, key, value);
    if (failed == 0 && PyDict_GET_SIZE(made) == before) {
        failed = raise_not_plain();
    }
    Py_DECREF(key);
    Py_DECREF(value);
    return failed;
}

static PyObject *
mapping_run(Attempt *attempt, PyObject *entries)
{
    Mapping *self = (Mapping *)attempt;
    if (!PyDict_CheckExact(entries)) {
        return call_one(self->other, entries);
    }
    if (enter_level(" while converting a mapping")) {
        return NULL;
    }
    /* What is called may change the dict. Nobody else changes the copy. */
    PyObject *copy = PyDict_Copy(entries), *made = copy == NULL ? NULL : PyDict_New();
    int failed = made == NULL;
    Py_ssize_t position = 0;
    PyObject *key, *value;
    while (!failed && PyDict_Next(copy, &position, &key, &value)) {
        Py_INCREF(value);
        PyObject *name = key_of(self, Py_NewRef(key));
        failed = name == NULL || convert(attempt->state, &self->value, &value) < 0;
        Py_DECREF(key);
        if (failed) {
            Py_XDECREF(name);
            Py_DECREF(value);
        }
        else {
            failed = put(made, name, value) < 0;
        }
    }
    leave_level();
    Py_XDECREF(copy);
    if (failed && made != NULL) {
        stop_in(attempt->state, self->owner, entries, made);
        Py_CLEAR(made);
    }
    return made;
}

/* --- JSON text ------------------------------------------------------------------------------------ */

/* Reads an entry into a dict. Of a key that comes twice, the last value counts; two that are read as
   the same are not plain. */
static int
read_entry(Mapping *self, Source *source, PyObject *made, uint64_t respelled)
{
    Span span;
    PyObject *key = NULL, *value;
    skip_space(source);
    if (!scan_string(source, &span)) {
        return -1;
    }
    if (!skip_sign(source, ':')) {
        return raise_not_plain();
    }
    if (self->keys == DIGIT_KEYS) {
        key = integer_of(source->state, span.begin, span.size);
        if (key == NULL && !PyErr_Occurred()) {
            raise_not_plain();
        }
    }
    else {
        key = shared_string_of(source, &span);
        if (key != NULL && self->keys != TEXT_KEYS) {
            Py_SETREF(key, key_of(self, key));
        }
    }
    if (key == NULL) {
        return -1;
    }
    int failed = read_step(source, &self->value, &value) < 0;
    if (!failed && (self->keys == OTHER_KEYS || source->state->respelled != respelled)) {
        return put(made, key, value);
    }
    if (!failed) {
        failed = PyDict_SetItem(made, key, value) < 0;
        Py_DECREF(value);
    }
    Py_DECREF(key);
    return failed ? -1 : 0;
}

static PyObject *
mapping_read(Attempt *attempt, Source *source)
{
    Mapping *self = (Mapping *)attempt;
    if (!begins_with(source, '{')) {
        return read_by_run(attempt, source);
    }
    PyObject *made = PyDict_New();
    uint64_t respelled = source->state->respelled;
    source->at++;
    if (made == NULL || skip_sign(source, '}')) {
        return made;
    }
    for (;;) {
        int more = read_entry(self, source, made, respelled) < 0 ? -1 : goes_on(source, '}');
        if (more < 0) {
            Py_CLEAR(made);
        }
        if (more <= 0) {
            return made;
        }
    }
}

/* Adds what stands before a value: a sign, and the key in quotes; -1 with an exception also for a key
   of another type. */
static int
add_key(const Mapping *self, Text *text, char sign, PyObject *key)
{
    if (PyUnicode_CheckExact(key) && self->keys == TEXT_KEYS) {
        return add_bytes(text, &sign, 1) < 0 || add_string(text, key) < 0 ? -1
                                                                         : add_bytes(text, ":", 1);
    }
    if (!PyLong_CheckExact(key) || self->keys != INTEGER_KEYS) {
        return raise_not_plain();
    }
    char quoted[] = {sign, '"'};
    return add_bytes(text, quoted, 2) < 0 || add_value(text, key) < 0 ? -1
                                                                      : add_bytes(text, "\":", 2);
}

static int
mapping_add(Attempt *attempt, Text *text, PyObject *entries)
{
    Mapping *self = (Mapping *)attempt;
    /* Two keys that are written alike are found by way of a dict. */
    if (self->keys == OTHER_KEYS || self->keys == DIGIT_KEYS || !PyDict_CheckExact(entries)) {
        return add_by_run(attempt, text, entries);
    }
    PyObject *copy = PyDict_Copy(entries), *key, *value;
    Py_ssize_t position = 0;
    int failed = copy == NULL, count = 0;
    while (!failed && PyDict_Next(copy, &position, &key, &value)) {
        Py_INCREF(key);
        Py_INCREF(value);
        failed = add_key(self, text, count++ == 0 ? '{' : ',', key) < 0
            || add_step(attempt->state, text, &self->value, value) < 0;
        Py_DECREF(key);
        Py_DECREF(value);
    }
    Py_XDECREF(copy);
    return failed ? -1 : count == 0 ? add_bytes(text, "{}", 2) : add_bytes(text, "}", 1);
}

static const Functions mapping_does = {mapping_run, mapping_read, mapping_add};

static PyObject *
mapping_new(PyTypeObject *type, PyObject *args, PyObject *kwargs)
{
    static char *names[] = {"keys", "key", "value", "other", "owner", NULL};
    int keys;
    PyObject *key, *value, *other, *owner;
    if (!PyArg_ParseTupleAndKeywords(args, kwargs, "iOOOO:Mapping", names, &keys, &key, &value,
                                     &other, &owner)) {
        return NULL;
    }
    if (keys < TEXT_KEYS || keys > OTHER_KEYS) {
        PyErr_SetString(PyExc_ValueError, "no such keys");
        return NULL;
    }
    Mapping *self = (Mapping *)new_attempt(type, &mapping_does);
    if (self == NULL) {
        return NULL;
    }
    self->keys = keys;
    self->key = Py_NewRef(key);
    self->other = Py_NewRef(other);
    self->owner = Py_NewRef(owner);
    if (step_init(self->head.state, &self->value, value) < 0) {
        Py_CLEAR(self);
    }
    return (PyObject *)self;
}

static int
mapping_owned(Mapping *self, Each each, void *context)
{
    EACH(self->key);
    EACH(self->other);
    EACH(self->owner);
    return step_owned(&self->value, each, context);
}

static void
mapping_free(Mapping *self)
{
    step_free(&self->value);
}

ATTEMPT(mapping, Mapping, "Mapping",
        "Mapping(keys, key, value, other, owner)\n--\n\nConverts the entries of a mapping.",
        attempt_members);
