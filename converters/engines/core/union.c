/* Unions: a payload tells which of some types it is, and an object by its class. */

#include "steps.h"

/* --- from payloads --------------------------------------------------------------------------------- */

/* What JSON has; the numbers are those of `converters.wire.vocabulary.JSON_TYPE_NAMES`. */
enum { IS_NULL, IS_BOOL, IS_INT, IS_FLOAT, IS_STR, IS_LIST, IS_DICT, JSON_TYPES };

#define NO_STEP (-1)
#define MOST_KEYS 8
#define MOST_DECLARED 64

typedef struct {
    Attempt head;
    Steps steps;
    int types[JSON_TYPES]; /* the number of the step for each; NO_STEP where there is none */
    int depth;             /* so many lists deep, the first item has the type that tells */
    int digits;            /* that of an object whose keys are all digits, which refuses others */
    /* An object is told by the value of the first of these keys that is there. */
    int key_count;
    PyObject *keys;    /* a tuple of plain text */
    PyObject *numbers; /* the value, to the number of the step; None where the key alone tells */
    TextMap *texts;    /* the same; NULL where there is none */
    int found;         /* the number for other values */
    int otherwise;     /* the number for objects with none of the keys, and for empty lists */
    uint64_t declared; /* a bit for each step whose class has these keys, and so sees a second one */
} Choice;

static int
type_of(PyObject *value)
{
    PyTypeObject *type = Py_TYPE(value);
    if (type == &PyDict_Type) {
        return IS_DICT;
    }
    if (type == &PyUnicode_Type) {
        return IS_STR;
    }
    if (type == &PyLong_Type) {
        return IS_INT;
    }
    if (type == &PyFloat_Type) {
        return IS_FLOAT;
    }
    if (type == &PyList_Type) {
        return IS_LIST;
    }
    return type == &PyBool_Type ? IS_BOOL : value == Py_None ? IS_NULL : JSON_TYPES;
}

static int
are_digits(const unsigned char *text, Py_ssize_t size)
{
    Py_ssize_t first = size > 1 && text[0] == '-';
    for (Py_ssize_t i = first; i < size; i++) {
        if (text[i] < '0' || text[i] > '9') {
            return 0;
        }
    }
    return size > 0;
}

/* Tells whether all keys of a dict are digits, or whole numbers. Nothing here runs Python code. */
static int
has_digits(PyObject *payload)
{
    Py_ssize_t position = 0;
    PyObject *key, *value;
    while (PyDict_Next(payload, &position, &key, &value)) {
        if (!PyLong_CheckExact(key)
            && (!PyUnicode_CheckExact(key) || !PyUnicode_IS_READY(key)
                || !PyUnicode_IS_COMPACT_ASCII(key)
                || !are_digits(PyUnicode_1BYTE_DATA(key), PyUnicode_GET_LENGTH(key)))) {
            return 0;
        }
    }
    return 1;
}

/* Gives the number of the step for what stands under the key that tells; NO_STEP with an exception. */
static int
number_of(const Choice *self, PyObject *value)
{
    PyObject *number = NULL;
    if (self->numbers != Py_None && PyUnicode_CheckExact(value)) {
        number = PyDict_GetItemWithError(self->numbers, value);
    }
    if (number != NULL) {
        return (int)PyLong_AsLong(number);
    }
    return PyErr_Occurred() ? NO_STEP : self->found;
}

/* Gives the number of the step for a dict; NO_STEP, maybe with an exception. */
static int
number_for(const Choice *self, PyObject *payload)
{
    for (int i = 0; i < self->key_count; i++) {
        PyObject *value = PyDict_GetItemWithError(payload, PyTuple_GET_ITEM(self->keys, i));
        if (value != NULL) {
            Py_INCREF(value);
            int number = number_of(self, value);
            Py_DECREF(value);
            return number;
        }
        if (PyErr_Occurred()) {
            return NO_STEP;
        }
    }
    return self->digits != NO_STEP && has_digits(payload) ? self->digits : self->otherwise;
}

/* Gives the number of the step for a payload; NO_STEP, maybe with an exception. */
static int
number_in(const Choice *self, PyObject *payload)
{
    for (int i = 0; i < self->depth; i++) {
        if (!PyList_CheckExact(payload)) {
            return NO_STEP;
        }
        if (PyList_GET_SIZE(payload) == 0) {
            return self->otherwise;
        }
        payload = PyList_GET_ITEM(payload, 0);
    }
    int type = type_of(payload);
    if (type == JSON_TYPES) {
        return NO_STEP;
    }
    int number = self->types[type];
    return type == IS_DICT && self->key_count > 0 ? number_for(self, payload) : number;
}

/* Gives the step of a number; NULL with an exception when there is none. */
static Step *
step_at(Choice *self, int number)
{
    if (number == NO_STEP) {
        if (!PyErr_Occurred()) {
            raise_not_plain();
        }
        return NULL;
    }
    return &self->steps.items[number];
}

static PyObject *
choice_run(Attempt *attempt, PyObject *payload)
{
    Choice *self = (Choice *)attempt;
    Step *step = step_at(self, number_in(self, payload));
    if (step == NULL) {
        return NULL;
    }
    Py_INCREF(payload);
    if (convert(attempt->state, step, &payload) < 0) {
        Py_CLEAR(payload);
    }
    return payload;
}

/* Tells which of the keys a span is; -1 for none. */
static int
key_of(const Choice *self, const Span *span)
{
    for (int i = 0; i < self->key_count; i++) {
        PyObject *key = PyTuple_GET_ITEM(self->keys, i);
        if (PyUnicode_GET_LENGTH(key) == span->size
            && are_same(PyUnicode_1BYTE_DATA(key), span->begin, (size_t)span->size)) {
            return i;
        }
    }
    return -1;
}

/* Looks ahead for the number of the step for an object, and stays where it stands; NO_STEP, maybe
   with an exception. */
static int
look_ahead(const Choice *self, const Source *source)
{
    Source ahead = *source;
    int best = self->key_count, number = self->otherwise, is_first = 1;
    ahead.at++;
    if (skip_sign(&ahead, '}')) {
        return self->digits != NO_STEP ? self->digits : number;
    }
    do {
        Span span;
        skip_space(&ahead);
        if (!scan_string(&ahead, &span)) {
            return NO_STEP;
        }
        if (span.has_escapes || !skip_sign(&ahead, ':')) {
            raise_not_plain();
            return NO_STEP;
        }
        if (is_first && self->digits != NO_STEP && are_digits(span.begin, span.size)) {
            return self->digits; /* with other keys, it is not plain */
        }
        is_first = 0;
        int key = key_of(self, &span);
        if (key >= 0 && self->numbers == Py_None) {
            return self->found;
        }
        if (key < 0 || key > best) {
            if (!skip_value(&ahead)) {
                return NO_STEP;
            }
        }
        else {
            best = key;
            number = self->found;
            if (begins_with(&ahead, '"')) {
                if (!scan_string(&ahead, &span)) {
                    return NO_STEP;
                }
                if (span.has_escapes || !span.is_ascii) {
                    raise_not_plain();
                    return NO_STEP;
                }
                PyObject *found = text_map_get(self->texts, span.begin, span.size);
                number = found == NULL ? self->found : (int)PyLong_AsLong(found);
            }
            else if (!skip_value(&ahead)) {
                return NO_STEP;
            }
            if (number != NO_STEP && number < MOST_DECLARED && (self->declared >> number & 1)) {
                return number;
            }
        }
    } while (skip_sign(&ahead, ','));
    return number;
}

/* Tells the type of the value that comes next; JSON_TYPES for a character that begins none. */
static int
type_ahead(const Source *source)
{
    const unsigned char *at = source->at;
    switch (*at) {
    case '{':
        return IS_DICT;
    case '[':
        return IS_LIST;
    case '"':
        return IS_STR;
    case 'n':
        return IS_NULL;
    case 't':
    case 'f':
        return IS_BOOL;
    default:
        break;
    }
    while (*at == '-' || (*at >= '0' && *at <= '9')) {
        at++;
    }
    return at == source->at                      ? JSON_TYPES
        : *at == '.' || *at == 'e' || *at == 'E' ? IS_FLOAT
                                                 : IS_INT;
}

/* Looks ahead for the number of the step for the value that comes next; likewise. */
static int
number_ahead(const Choice *self, const Source *source)
{
    Source ahead = *source;
    for (int i = 0; i < self->depth; i++) {
        if (*ahead.at != '[') {
            return NO_STEP;
        }
        ahead.at++;
        if (skip_sign(&ahead, ']')) {
            return self->otherwise;
        }
        skip_space(&ahead);
    }
    int type = type_ahead(&ahead);
    if (type == JSON_TYPES) {
        return NO_STEP;
    }
    int number = self->types[type];
    return type == IS_DICT && self->key_count > 0 ? look_ahead(self, &ahead) : number;
}

static PyObject *
choice_read(Attempt *attempt, Source *source)
{
    Choice *self = (Choice *)attempt;
    PyObject *made = NULL;
    skip_space(source);
    Step *step = step_at(self, number_ahead(self, source));
    if (step != NULL && step->kind == RUN && step->before == NULL && step->after == NULL) {
        Attempt *own = (Attempt *)step->call;
        return own->does->read(own, source); /* on the level of this one */
    }
    return step == NULL || read_step(source, step, &made) < 0 ? NULL : made;
}

static const Functions choice_does = {choice_run, choice_read, add_by_run};

/* Takes the numbers of the steps for JSON's types. */
static int
take_types(Choice *self, PyObject *types)
{
    if (PyTuple_GET_SIZE(types) != JSON_TYPES) {
        PyErr_SetString(PyExc_ValueError, "expected a step for each type of JSON");
        return -1;
    }
    for (int i = 0; i < JSON_TYPES; i++) {
        long number = PyLong_AsLong(PyTuple_GET_ITEM(types, i));
        if (number == -1 && PyErr_Occurred()) {
            return -1;
        }
        self->types[i] = (int)number;
    }
    return 0;
}

static int
is_number(const Choice *self, long number)
{
    return number >= NO_STEP && number < self->steps.count;
}

/* Tells whether all that stands in a choice is what it is to be; 0 with an exception otherwise. */
static int
is_right(const Choice *self)
{
    int right = is_number(self, self->digits) && is_number(self, self->found)
        && is_number(self, self->otherwise) && self->key_count <= MOST_KEYS && self->depth >= 0;
    for (int i = 0; right && i < JSON_TYPES; i++) {
        right = is_number(self, self->types[i]);
    }
    for (int i = 0; right && i < self->key_count; i++) {
        PyObject *key = PyTuple_GET_ITEM(self->keys, i);
        right = PyUnicode_CheckExact(key) && PyUnicode_IS_READY(key)
            && PyUnicode_IS_COMPACT_ASCII(key);
    }
    Py_ssize_t position = 0;
    PyObject *key, *value;
    while (right && self->numbers != Py_None
           && PyDict_Next(self->numbers, &position, &key, &value)) {
        long number = PyLong_CheckExact(value) ? PyLong_AsLong(value) : self->steps.count;
        right = PyUnicode_CheckExact(key) && number != NO_STEP && is_number(self, number);
    }
    if (!right && !PyErr_Occurred()) {
        PyErr_SetString(PyExc_ValueError, "no such step, or not plain text");
    }
    return right;
}

static PyObject *
choice_new(PyTypeObject *type, PyObject *args, PyObject *kwargs)
{
    static char *names[] = {"steps",   "types", "depth",     "digits",      "keys",
                            "numbers", "found", "otherwise", "declared", NULL};
    PyObject *steps, *types, *keys, *numbers;
    int depth, digits, found, otherwise;
    unsigned long long declared;
    if (!PyArg_ParseTupleAndKeywords(args, kwargs, "O!O!iiO!OiiK:Choice", names, &PyTuple_Type,
                                     &steps, &PyTuple_Type, &types, &depth, &digits, &PyTuple_Type,
                                     &keys, &numbers, &found, &otherwise, &declared)) {
        return NULL;
    }
    Choice *self = (Choice *)new_attempt(type, &choice_does);
    if (self == NULL) {
        return NULL;
    }
    self->depth = depth;
    self->digits = digits;
    self->key_count = (int)PyTuple_GET_SIZE(keys);
    self->keys = Py_NewRef(keys);
    /* Nobody else changes the copy. */
    self->numbers = PyDict_CheckExact(numbers) ? PyDict_Copy(numbers) : Py_NewRef(Py_None);
    self->found = found;
    self->otherwise = otherwise;
    self->declared = declared;
    if (self->numbers == NULL || steps_init(self->head.state, &self->steps, steps) < 0
        || take_types(self, types) < 0 || !is_right(self)
        || (self->numbers != Py_None && (self->texts = new_text_map(self->numbers)) == NULL)) {
        Py_CLEAR(self);
    }
    return (PyObject *)self;
}

static int
choice_owned(Choice *self, Each each, void *context)
{
    EACH(self->keys);
    EACH(self->numbers);
    int found = text_map_owned(self->texts, each, context);
    return found == 0 ? steps_owned(&self->steps, each, context) : found;
}

static void
choice_free(Choice *self)
{
    text_map_free(self->texts);
    steps_free(&self->steps);
}

ATTEMPT(choice, Choice, "Choice",
        "Choice(steps, types, depth, digits, keys, numbers, found, otherwise, declared)\n--\n\n"
        "Converts a payload as one of some types.",
        attempt_members);

/* --- from objects ---------------------------------------------------------------------------------- */

#define MOST_LEARNED 8

/* A class that was met, and the attempt at its objects: True where they are written as they are, None
   where there is none. */
typedef struct {
    PyTypeObject *cls;
    PyObject *attempt;
} Learned;

typedef struct {
    Attempt head;
    Steps steps;
    PyTypeObject **classes; /* the class of each step */
    PyTypeObject **keys;    /* that of the first key of a dict; NULL where any will do */
    PyObject *find;         /* gives that of `Learned` for another class; NULL when there is none */
    PyObject *other;        /* converts objects of all other classes */
    Learned learned[MOST_LEARNED];
    int next;
} ByClass;

/* Tells whether the first key of a dict, if it has one, is of a class. */
static int
has_key_of(PyObject *object, PyTypeObject *cls)
{
    Py_ssize_t position = 0;
    PyObject *key, *value;
    return !PyDict_CheckExact(object) || !PyDict_Next(object, &position, &key, &value)
        || Py_TYPE(key) == cls;
}

static Step *
step_for(ByClass *self, PyObject *object)
{
    for (int i = 0; i < self->steps.count; i++) {
        if (Py_TYPE(object) == self->classes[i]
            && (self->keys[i] == NULL || has_key_of(object, self->keys[i]))) {
            return &self->steps.items[i];
        }
    }
    return NULL;
}

/* Gives the attempt at objects of a class that has no step, owned: None where there is none. */
static PyObject *
attempt_for(ByClass *self, PyTypeObject *cls)
{
    if (self->find == NULL) {
        return Py_NewRef(Py_None);
    }
    for (int i = 0; i < MOST_LEARNED; i++) {
        if (self->learned[i].cls == cls) {
            return Py_NewRef(self->learned[i].attempt);
        }
    }
    PyObject *found = call_one(self->find, (PyObject *)cls);
    if (found != NULL && found != Py_True && !is_attempt(self->head.state, found)) {
        Py_SETREF(found, Py_NewRef(Py_None));
    }
    if (found != NULL) {
        Learned *place = &self->learned[self->next], old = *place;
        self->next = (self->next + 1) % MOST_LEARNED;
        place->cls = (PyTypeObject *)Py_NewRef(cls);
        place->attempt = Py_NewRef(found);
        Py_XDECREF(old.cls);
        Py_XDECREF(old.attempt);
    }
    return found;
}

static PyObject *
by_class_run(Attempt *attempt, PyObject *object)
{
    ByClass *self = (ByClass *)attempt;
    Step *step = step_for(self, object);
    if (step != NULL) {
        Py_INCREF(object);
        if (convert(attempt->state, step, &object) < 0) {
            Py_CLEAR(object);
        }
        return object;
    }
    PyObject *made = NULL, *found = attempt_for(self, Py_TYPE(object));
    if (found == Py_True) {
        made = Py_NewRef(object);
    }
    else if (found == Py_None) {
        made = call_one(self->other, object);
    }
    else if (found != NULL) {
        Attempt *own = (Attempt *)found;
        made = own->does->run(own, object);
    }
    Py_XDECREF(found);
    return made;
}

static int
by_class_add(Attempt *attempt, Text *text, PyObject *object)
{
    ByClass *self = (ByClass *)attempt;
    Step *step = step_for(self, object);
    if (step != NULL) {
        return add_step(attempt->state, text, step, object);
    }
    PyObject *found = attempt_for(self, Py_TYPE(object));
    if (found == NULL) {
        return -1;
    }
    int failed = found == Py_True ? add_value(text, object)
        : found == Py_None        ? add_by_run(attempt, text, object)
                                  : add_attempt(text, (Attempt *)found, object);
    Py_DECREF(found);
    return failed;
}

static const Functions by_class_does = {by_class_run, read_by_run, by_class_add};

/* Takes the classes of the steps, each with that of keys, or None. */
static int
take_classes(ByClass *self, PyObject *classes)
{
    Py_ssize_t count = PyTuple_GET_SIZE(classes);
    if (count != self->steps.count) {
        PyErr_SetString(PyExc_ValueError, "expected a step for each class");
        return -1;
    }
    self->classes = PyMem_Calloc(count ? (size_t)count : 1, sizeof(PyTypeObject *));
    self->keys = PyMem_Calloc(count ? (size_t)count : 1, sizeof(PyTypeObject *));
    if (self->classes == NULL || self->keys == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    for (Py_ssize_t i = 0; i < count; i++) {
        PyObject *pair = PyTuple_GET_ITEM(classes, i), *cls, *key;
        if (!PyTuple_Check(pair) || !PyArg_ParseTuple(pair, "OO", &cls, &key)
            || !PyType_Check(cls) || (key != Py_None && !PyType_Check(key))) {
            PyErr_SetString(PyExc_TypeError, "expected classes, each with that of keys");
            return -1;
        }
        self->classes[i] = (PyTypeObject *)Py_NewRef(cls);
        self->keys[i] = key == Py_None ? NULL : (PyTypeObject *)Py_NewRef(key);
    }
    return 0;
}

static PyObject *
by_class_new(PyTypeObject *type, PyObject *args, PyObject *kwargs)
{
    static char *names[] = {"classes", "steps", "find", "other", NULL};
    PyObject *classes, *steps, *find, *other;
    if (!PyArg_ParseTupleAndKeywords(args, kwargs, "O!O!OO:ByClass", names, &PyTuple_Type, &classes,
                                     &PyTuple_Type, &steps, &find, &other)) {
        return NULL;
    }
    ByClass *self = (ByClass *)new_attempt(type, &by_class_does);
    if (self == NULL) {
        return NULL;
    }
    self->find = find == Py_None ? NULL : Py_NewRef(find);
    self->other = Py_NewRef(other);
    if (steps_init(self->head.state, &self->steps, steps) < 0 || take_classes(self, classes) < 0) {
        Py_CLEAR(self);
    }
    return (PyObject *)self;
}

static int
by_class_owned(ByClass *self, Each each, void *context)
{
    EACH(self->find);
    EACH(self->other);
    for (int i = 0; i < MOST_LEARNED; i++) {
        EACH(self->learned[i].cls);
        EACH(self->learned[i].attempt);
    }
    for (int i = 0; self->classes != NULL && self->keys != NULL && i < self->steps.count; i++) {
        EACH(self->classes[i]);
        EACH(self->keys[i]);
    }
    return steps_owned(&self->steps, each, context);
}

static void
by_class_free(ByClass *self)
{
    PyMem_Free(self->classes);
    PyMem_Free(self->keys);
    steps_free(&self->steps);
}

ATTEMPT(by_class, ByClass, "ByClass",
        "ByClass(classes, steps, find, other)\n--\n\nConverts an object as its class says.",
        attempt_members);
