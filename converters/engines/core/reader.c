/* Payloads to objects: the values are taken out of a dict or of text, converted, and stored. */

#include "demands.h"
#include "keep.h"

/* A key that is read: those of the fields come first, in the order of these, and behind them the
   other spellings. */
typedef struct {
    PyObject *name;
    PyObject *text; /* bytes: the key in JSON, with its quotes */
    int field;
} Key;

typedef struct {
    int other;     /* the key that is read where the field's own is absent; -1 for none */
    int is_shared; /* another field is read under the key of this one */
    int required;
    PyObject *default_value; /* NULL where there is none */
    PyObject *factory;       /* makes the default; NULL where there is none */
    Py_ssize_t offset;       /* of the slot in the object */
    Step step;
    Keeping keeping;
} ReadField;

/* The keys that a payload had, in its order: JSON readers hand out the same key objects for payload
   after payload, so that a field is found by comparing addresses. */
typedef struct {
    Py_ssize_t size; /* 0 when nothing is remembered */
    PyObject **keys;
    int16_t *fields; /* -1 for an unknown key */
    uint64_t others; /* a bit for each field that is there in its other spelling */
    int unknown;     /* how many keys are unknown */
    int is_complete; /* all required keys are there; -1 while nobody has looked */
} Shape;

#define SHAPES 4
#define MOST_UNKNOWN 16 /* payloads with more unknown keys are not remembered */
#define MOST_KEYS (2 * MOST_FIELDS)

typedef struct {
    Attempt head;
    PyTypeObject *cls;
    int field_count;
    ReadField *fields;
    int key_count;
    Key *keys;
    PyObject *numbers; /* the name of a key, for its number */
    int forbids;       /* unknown keys */
    int is_body;       /* the payload is the value of the only field */
    Demands demands;
    PyObject *plain_dict;
    int holds;                 /* objects hold what `recorder` says */
    int calls_hooks;           /* which may change the payload */
    int is_leaf;               /* no slot is for what refers to others */
    int shares_keys;           /* some fields may be read under the key of another one */
    uint8_t followers[MOST_KEYS + 1]; /* which key came after each in text; the first for none */
    /* A bit for each field that is not written under its own key, not under its other one. */
    uint64_t respelled, others_respelled;
    Recorder recorder;
    int next_shape;
    Shape shapes[SHAPES];
} Reader;

typedef struct {
    PyObject *key, *value;
} Item;

/* What was taken out of one payload. */
typedef struct {
    PyObject **values;  /* one for each field, owned; NULL where the key is absent */
    int is_given_away;  /* the values belong to an object now */
    Py_ssize_t size;    /* of the payload */
    Py_ssize_t unknown; /* how many keys are unknown */
    int is_complete;
    uint64_t others;    /* a bit for each field that is there in its other spelling */
    uint64_t converted; /* a bit for each value that is what its field holds */
    /* The unknown keys with their values, owned, where objects hold them; fewer than `unknown`
       when they have to be looked for again. */
    int held;
    Item *held_items; /* NULL while there is none */
    Notes notes;
} Taken;

/* --- taking values out of a dict ----------------------------------------------------------------- */

static void
shape_clear(Shape *shape)
{
    Py_ssize_t size = shape->size;
    PyObject **keys = shape->keys;
    shape->size = 0;
    shape->keys = NULL;
    for (Py_ssize_t i = 0; i < size; i++) {
        Py_DECREF(keys[i]);
    }
    PyMem_Free(keys);
    PyMem_Free(shape->fields);
    shape->fields = NULL;
}

static void
drop_taken(const Reader *self, Taken *taken)
{
    for (int i = 0; !taken->is_given_away && i < self->field_count; i++) {
        Py_CLEAR(taken->values[i]);
    }
    while (taken->held > 0) {
        taken->held--;
        Py_DECREF(taken->held_items[taken->held].key);
        Py_DECREF(taken->held_items[taken->held].value);
    }
    PyMem_Free(taken->held_items);
    taken->held_items = NULL;
    notes_clear(&taken->notes);
}

/* Takes an unknown key with its value, as far as there is room for it. */
static void
take_unknown(const Reader *self, Taken *taken, PyObject *key, PyObject *value)
{
    if (!self->holds || taken->held == MOST_UNKNOWN) {
        return;
    }
    if (taken->held_items == NULL) {
        taken->held_items = PyMem_Malloc(MOST_UNKNOWN * sizeof(Item));
    }
    if (taken->held_items != NULL) {
        Item *item = &taken->held_items[taken->held++];
        item->key = Py_NewRef(key);
        item->value = Py_NewRef(value);
    }
}

/* Gives fields whose key is absent what other fields have under theirs. */
OUT_OF_LINE static void
take_shared(const Reader *self, Taken *taken)
{
    PyObject *values[MOST_FIELDS];
    memcpy(values, taken->values, sizeof(PyObject *) * (size_t)self->field_count);
    for (int i = 0; i < self->field_count; i++) {
        int other = self->fields[i].other;
        if (values[i] == NULL && other >= 0 && other < self->field_count) {
            taken->values[i] = Py_XNewRef(values[other]);
            taken->others |= (uint64_t)1 << i;
        }
    }
}

/* Gives the name under which a field was read. */
static PyObject *
name_of(const Reader *self, const Taken *taken, int field)
{
    int is_other = taken->others >> field & 1;
    return self->keys[is_other ? self->fields[field].other : field].name;
}

static int
has_required(const Reader *self, const Taken *taken)
{
    for (int i = 0; i < self->field_count; i++) {
        if (taken->values[i] == NULL && self->fields[i].required) {
            return 0;
        }
    }
    return 1;
}

/* Takes the values out of a payload that has just the keys of a shape; 0 when it has not. Nothing
   here runs Python code: what is dropped stays in the payload. */
static int
take_by_shape(const Reader *self, Shape *shape, PyObject *payload, Taken *taken)
{
    if (PyDict_GET_SIZE(payload) != shape->size) {
        return 0;
    }
    Py_ssize_t position = 0, index = 0;
    PyObject *key, *value;
    while (PyDict_Next(payload, &position, &key, &value)) {
        if (key != shape->keys[index]) {
            drop_taken(self, taken);
            return 0;
        }
        int field = shape->fields[index++];
        if (field >= 0) {
            taken->values[field] = Py_NewRef(value);
        }
        else {
            take_unknown(self, taken, key, value);
        }
    }
    taken->unknown = shape->unknown;
    taken->others = shape->others;
    if (self->shares_keys) {
        take_shared(self, taken);
    }
    if (shape->is_complete < 0) {
        shape->is_complete = has_required(self, taken);
    }
    taken->is_complete = shape->is_complete;
    return 1;
}

/* Remembers the keys of a payload. Gives 1, or 0 when there are too many keys, or one that is no
   plain text, so that looking it up may run Python code; -1 with an exception. */
static int
learn(Reader *self, PyObject *payload)
{
    Py_ssize_t size = PyDict_GET_SIZE(payload), index = 0, position = 0;
    if (size == 0 || size > self->field_count + MOST_UNKNOWN) {
        return 0;
    }
    Shape learned = {0, PyMem_Calloc(size, sizeof(PyObject *)),
                     PyMem_Calloc(size, sizeof(int16_t)), 0, 0, -1};
    if (learned.keys == NULL || learned.fields == NULL) {
        shape_clear(&learned);
        PyErr_NoMemory();
        return -1;
    }
    PyObject *key, *value;
    int16_t places[MOST_KEYS];
    memset(places, -1, sizeof(int16_t) * (size_t)self->key_count);
    for (; PyDict_Next(payload, &position, &key, &value); index++) {
        if (!PyUnicode_CheckExact(key)) {
            shape_clear(&learned);
            return 0;
        }
        learned.keys[index] = Py_NewRef(key);
        learned.fields[index] = -1;
        learned.size = index + 1;
        /* Both are plain text, so this calls nothing. */
        PyObject *number = PyDict_GetItemWithError(self->numbers, key);
        if (number != NULL) {
            places[PyLong_AsLong(number)] = (int16_t)index;
        }
    }
    learned.unknown = (int)size;
    for (int i = 0; i < self->field_count; i++) {
        int other = self->fields[i].other, number = i;
        if (places[i] < 0 && other >= self->field_count && places[other] >= 0) {
            number = other;
            learned.others |= (uint64_t)1 << i;
        }
        if (places[number] >= 0) {
            learned.fields[places[number]] = (int16_t)i;
            learned.unknown--;
        }
    }
    if (learned.unknown > MOST_UNKNOWN) {
        shape_clear(&learned);
        return 0;
    }
    Shape old = self->shapes[self->next_shape];
    self->shapes[self->next_shape] = learned;
    self->next_shape = (self->next_shape + 1) % SHAPES;
    shape_clear(&old);
    return 1;
}

/* Looks key after key up, which may run Python code: keys of a payload may be of any type. */
static int
take_by_look_up(const Reader *self, PyObject *payload, Taken *taken)
{
    Py_ssize_t found = 0;
    for (int i = 0; i < self->field_count; i++) {
        int other = self->fields[i].other;
        PyObject *value = PyDict_GetItemWithError(payload, self->keys[i].name);
        if (value == NULL && other >= self->field_count && !PyErr_Occurred()) {
            value = PyDict_GetItemWithError(payload, self->keys[other].name);
            taken->others |= (uint64_t)(value != NULL) << i;
        }
        if (value != NULL) {
            taken->values[i] = Py_NewRef(value);
            found++;
        }
        else if (PyErr_Occurred()) {
            return -1;
        }
    }
    taken->unknown = PyDict_GET_SIZE(payload) - found;
    take_shared(self, taken);
    taken->is_complete = has_required(self, taken);
    return 0;
}

OUT_OF_LINE static int
take_from_dict(Reader *self, PyObject *payload, Taken *taken)
{
    for (;;) {
        for (int i = 1; i <= SHAPES; i++) {
            /* The shape that was learned last is asked first. */
            Shape *shape = &self->shapes[(self->next_shape + SHAPES - i) % SHAPES];
            if (shape->size > 0 && take_by_shape(self, shape, payload, taken)) {
                return 0;
            }
        }
        int learned = learn(self, payload);
        if (learned <= 0) {
            return learned < 0 ? -1 : take_by_look_up(self, payload, taken);
        }
    }
}

/* Gives the unknown keys with their values, which are not copied yet; None when they have to be
   looked for again. */
static PyObject *
unknown_items(const Taken *taken)
{
    if (taken->held < taken->unknown) {
        return Py_NewRef(Py_None);
    }
    PyObject *unknown = PyDict_New();
    for (int i = 0; unknown != NULL && i < taken->held; i++) {
        /* Plain text in a dict of plain text: this calls nothing. */
        if (PyDict_SetItem(unknown, taken->held_items[i].key, taken->held_items[i].value) < 0) {
            Py_CLEAR(unknown);
        }
    }
    return unknown;
}

/* --- making objects ------------------------------------------------------------------------------ */

static PyObject *
default_of(const ReadField *field)
{
    if (field->factory != NULL) {
        return call_none(field->factory);
    }
    if (field->default_value == NULL) {
        raise_not_plain();
        return NULL;
    }
    return Py_NewRef(field->default_value);
}

/* Makes an object of converted values, and gives them to it. */
static PyObject *
object_of(const Reader *self, Taken *taken, PyObject *kept)
{
    PyObject *object = self->cls->tp_alloc(self->cls, 0);
    if (object == NULL) {
        return NULL;
    }
    for (int i = 0; i < self->field_count; i++) {
        SLOT(object, self->fields[i].offset) = taken->values[i];
    }
    taken->is_given_away = 1;
    if (kept != NULL) {
        SLOT(object, self->recorder.offset) = Py_NewRef(kept);
    }
    if (self->is_leaf) {
        PyObject_GC_UnTrack(object); /* as Python does for tuples of such values */
    }
    return object;
}

/* Tells whether each field has a value that must have one; 0 with an exception otherwise. */
static int
meets_demands(const Reader *self, const Taken *taken)
{
    for (int i = 0; i < self->demands.count; i++) {
        const Demand *demand = &self->demands.items[i];
        if (taken->values[demand->field] != Py_None) {
            continue;
        }
        PyObject *values[MOST_EXCUSES];
        for (int j = 0; j < demand->count; j++) {
            values[j] = taken->values[demand->others[j]];
        }
        int excused = is_excused(demand, values);
        if (excused <= 0) {
            if (excused == 0) {
                raise_not_plain();
            }
            return 0;
        }
    }
    return 1;
}

static PyObject *
read_plain(Reader *self, Taken *taken)
{
    State *state = self->head.state;
    for (int i = 0; i < self->field_count; i++) {
        const ReadField *field = &self->fields[i];
        PyObject **place = &taken->values[i];
        if (*place == NULL) {
            if ((*place = default_of(field)) == NULL) {
                return NULL;
            }
        }
        else if (!(taken->converted >> i & 1) && convert(state, &field->step, place) < 0) {
            return NULL;
        }
    }
    return meets_demands(self, taken) ? object_of(self, taken, NULL) : NULL;
}

/* Tells whether a hook has changed which unknown keys a payload has; -1 with an exception. */
static int
has_changed(const Taken *taken, PyObject *payload)
{
    if (!PyDict_CheckExact(payload)) {
        return 0; /* text, which nobody changes */
    }
    for (int i = 0; i < taken->held; i++) {
        PyObject *value = PyDict_GetItemWithError(payload, taken->held_items[i].key);
        if (value != taken->held_items[i].value) {
            return PyErr_Occurred() ? -1 : 1;
        }
    }
    return PyDict_GET_SIZE(payload) != taken->size;
}

/* Gives what an object is to hold, owned: None for nothing. */
OUT_OF_LINE static PyObject *
held_for(Reader *self, const Taken *taken, const Pattern *pattern, PyObject *payload)
{
    State *state = self->head.state;
    const Notes *notes = &taken->notes;
    int is_changed = self->calls_hooks ? has_changed(taken, payload) : 0;
    if (is_changed < 0) {
        return NULL;
    }
    if (notes->count == 0 && taken->unknown == 0 && !is_changed) {
        return kept_for_pattern(&self->recorder, self->field_count, pattern);
    }
    PyObject *unknown = NULL;
    if (is_changed) {
        unknown = Py_NewRef(Py_None);
    }
    else if (taken->unknown && (unknown = unknown_items(taken)) == NULL) {
        return NULL;
    }
    Keeping *keepings[MOST_FIELDS];
    for (int i = 0; i < self->field_count; i++) {
        keepings[i] = &self->fields[i].keeping;
    }
    /* Of text, what is unknown is all that can be looked for. */
    PyObject *source = payload == Py_None && unknown != NULL ? unknown : payload;
    PyObject *kept = kept_for(state, &self->recorder, keepings, self->field_count, pattern, notes,
                              taken->values, unknown, source);
    Py_XDECREF(unknown);
    return kept;
}

/* Converts the value of a field, and notes it when it became a default that is not written, or was
   read under another key than it is written under. */
static int
read_noting(State *state, ReadField *field, int index, PyObject *key, int is_respelled,
            PyObject **place, Notes *notes)
{
    PyObject *raw = Py_NewRef(*place);
    int failed = 0;
    if (!needs_nothing(&field->step, raw)) {
        failed = is_respelled
            ? convert_other(state, &field->step, place) < 0
            : convert_noting(state, &field->step, &field->keeping, index, place, notes) < 0;
    }
    if (!failed && is_respelled) {
        failed = note_respelled(state, &field->keeping, index, key, raw, *place, notes) < 0;
    }
    else if (!failed) {
        failed = note_default(state, &field->keeping, index, key, raw, *place, notes) < 0;
    }
    Py_DECREF(raw);
    return failed ? -1 : 0;
}

static PyObject *
read_keeping(Reader *self, Taken *taken, PyObject *payload)
{
    State *state = self->head.state;
    Pattern pattern = {0, 0, 0};
    uint64_t respelled = (taken->others & self->others_respelled)
        | (~taken->others & self->respelled);
    Notes *notes = &taken->notes;
    for (int i = 0; i < self->field_count; i++) {
        ReadField *field = &self->fields[i];
        PyObject **place = &taken->values[i];
        if (*place == NULL) {
            pattern.absent |= (uint64_t)1 << i;
            if ((*place = default_of(field)) == NULL) {
                return NULL;
            }
            continue;
        }
        if (taken->converted >> i & 1) {
            continue;
        }
        int is_respelled = respelled >> i & 1;
        if (*place == Py_None && field->keeping.omits_none && !is_respelled) {
            pattern.nulls |= (uint64_t)1 << i;
        }
        is_respelled &= field->keeping.notes_key;
        if (is_respelled || omits_default(&field->keeping)) {
            PyObject *key = name_of(self, taken, i);
            if (read_noting(state, field, i, key, is_respelled, place, notes) < 0) {
                return NULL;
            }
        }
        else if (!needs_nothing(&field->step, *place)
                 && convert_noting(state, &field->step, &field->keeping, i, place, notes) < 0) {
            return NULL;
        }
    }
    pattern.spellings = notes->spellings;
    PyObject *kept = meets_demands(self, taken) ? held_for(self, taken, &pattern, payload) : NULL;
    if (kept == NULL) {
        return NULL;
    }
    PyObject *object = object_of(self, taken, kept);
    Py_DECREF(kept);
    return object;
}

static PyObject *
reader_run(Attempt *attempt, PyObject *payload)
{
    Reader *self = (Reader *)attempt;
    PyObject *object = NULL;
    if (enter_level(" while structuring an object")) {
        return NULL;
    }
    size_t room = sizeof(PyObject *) * (size_t)self->field_count;
    Taken taken = {.values = ON_STACK(room)};
    memset(taken.values, 0, room);
    Py_INCREF(payload);
    if (self->is_body) {
        taken.values[0] = Py_NewRef(payload);
        object = self->holds ? read_keeping(self, &taken, payload) : read_plain(self, &taken);
        goto done;
    }
    if (!PyDict_CheckExact(payload)) {
        PyObject *plain = call_one(self->plain_dict, payload);
        Py_SETREF(payload, plain);
        if (plain == NULL) {
            goto done;
        }
        if (!PyDict_CheckExact(plain)) {
            raise_not_plain();
            goto done;
        }
    }
    taken.size = PyDict_GET_SIZE(payload);
    if (take_from_dict(self, payload, &taken) < 0) {
        goto done;
    }
    if (!taken.is_complete || (self->forbids && taken.unknown)) {
        raise_not_plain();
        goto done;
    }
    object = self->holds ? read_keeping(self, &taken, payload) : read_plain(self, &taken);
done:
    drop_taken(self, &taken);
    Py_XDECREF(payload);
    leave_level();
    return object;
}

/* --- JSON text ---------------------------------------------------------------------------------- */

/* Goes past a key when it is a certain one, written without escapes. */
static inline int
skip_key(Source *source, const Key *key)
{
    size_t size = (size_t)PyBytes_GET_SIZE(key->text);
    if (*source->at != '"' || (size_t)(source->end - source->at) < size
        || !are_same((const unsigned char *)PyBytes_AS_STRING(key->text), source->at, size)) {
        return 0;
    }
    source->at += size;
    return 1;
}

/* Reads a key: gives its number, or -1 with its name when it is unknown; -2 with an exception.
   `last` is the key before. */
static int
read_key(Reader *self, Source *source, int last, PyObject **unknown)
{
    Span span;
    int guess = self->followers[last + 1];
    if (guess < self->key_count) {
        begins_with(source, '"');
        if (skip_key(source, &self->keys[guess])) {
            return guess;
        }
    }
    if (!scan_string(source, &span)) {
        return -2;
    }
    PyObject *name = shared_string_of(source, &span);
    if (name == NULL) {
        return -2;
    }
    /* Both are plain text, so this calls nothing. */
    PyObject *number = PyDict_GetItemWithError(self->numbers, name);
    if (number == NULL) {
        if (PyErr_Occurred()) {
            Py_DECREF(name);
            return -2;
        }
        *unknown = name;
        return -1;
    }
    Py_DECREF(name);
    int found = (int)PyLong_AsLong(number);
    self->followers[last + 1] = (uint8_t)found;
    return found;
}

/* Reads the value of a field, which may be what the field is to hold; `is_noted` where the value
   itself is needed. */
static int
read_field(const Reader *self, Source *source, int index, int is_noted, Taken *taken)
{
    ReadField *field = &self->fields[index];
    PyObject **place = &taken->values[index];
    /* Which nulls there were is asked for. */
    if (is_noted || (self->holds && begins_with(source, 'n'))) {
        *place = parse_value(source, MOST_LEVELS);
        return *place == NULL ? -1 : 0;
    }
    if (self->holds && field->keeping.comparison != KEEP_NOTHING) {
        return read_noting_text(source, &field->step, &field->keeping, index, place,
                                &taken->notes);
    }
    return read_step(source, &field->step, place) < 0 ? -1 : 1;
}

static int
read_unknown(Reader *self, Source *source, Taken *taken, PyObject *key)
{
    taken->unknown++;
    if (!self->holds) {
        return skip_value(source) ? 0 : -1;
    }
    if (taken->unknown > MOST_UNKNOWN) {
        return raise_not_plain();
    }
    PyObject *value = parse_value(source, MOST_LEVELS);
    if (value == NULL) {
        return -1;
    }
    take_unknown(self, taken, key, value);
    Py_DECREF(value);
    if (taken->held < taken->unknown) {
        PyErr_NoMemory(); /* in text it cannot be looked for again */
        return -1;
    }
    return 0;
}

/* Takes the value of a known key. */
static int
take_field(Reader *self, Source *source, Taken *taken, int number)
{
    int index = self->keys[number].field, is_other = number >= self->field_count;
    ReadField *field = &self->fields[index];
    uint64_t bit = (uint64_t)1 << index;
    if (taken->values[index] != NULL) {
        if (is_other && !(taken->others & bit) && !self->holds) {
            return read_unknown(self, source, taken, self->keys[number].name);
        }
        return raise_not_plain(); /* which of two counts, a dict says */
    }
    int is_noted = field->is_shared;
    if (self->holds) {
        is_noted |= ((is_other ? self->others_respelled : self->respelled) & bit) != 0
            || omits_default(&field->keeping);
    }
    int is_converted = read_field(self, source, index, is_noted, taken);
    if (is_converted < 0) {
        return -1;
    }
    taken->converted |= is_converted ? bit : 0;
    taken->others |= is_other ? bit : 0;
    return 0;
}

static int
take_from_text(Reader *self, Source *source, Taken *taken)
{
    int last = -1, more = 1;
    source->at++;
    if (skip_sign(source, '}')) {
        more = 0;
    }
    while (more) {
        PyObject *unknown = NULL;
        int number = read_key(self, source, last, &unknown);
        int failed = number == -2;
        if (!failed && !skip_sign(source, ':')) {
            failed = raise_not_plain();
        }
        if (!failed && number >= 0) {
            failed = take_field(self, source, taken, number) < 0;
            last = number;
        }
        else if (!failed) {
            failed = read_unknown(self, source, taken, unknown) < 0;
        }
        Py_XDECREF(unknown);
        if (failed || (more = goes_on(source, '}')) < 0) {
            return -1;
        }
    }
    if (self->shares_keys) {
        take_shared(self, taken);
    }
    taken->is_complete = has_required(self, taken);
    return 0;
}

static PyObject *
reader_read(Attempt *attempt, Source *source)
{
    Reader *self = (Reader *)attempt;
    PyObject *object = NULL;
    if (!self->is_body && !begins_with(source, '{')) {
        return read_by_run(attempt, source);
    }
    size_t room = sizeof(PyObject *) * (size_t)self->field_count;
    Taken taken = {.is_complete = 1, .values = ON_STACK(room)};
    memset(taken.values, 0, room);
    skip_space(source);
    if ((self->is_body ? take_field(self, source, &taken, 0) : take_from_text(self, source, &taken))
        == 0) {
        if (!taken.is_complete || (self->forbids && taken.unknown)) {
            raise_not_plain();
        }
        else {
            object = self->holds ? read_keeping(self, &taken, Py_None) : read_plain(self, &taken);
        }
    }
    drop_taken(self, &taken);
    return object;
}

static const Functions reader_does = {reader_run, reader_read, add_by_run};

/* --- the type ------------------------------------------------------------------------------------ */

static int
add_key(Reader *self, int number, int field, PyObject *name)
{
    Key *key = &self->keys[number];
    if (!PyUnicode_CheckExact(name) || PyDict_Contains(self->numbers, name)) {
        PyErr_SetString(PyExc_ValueError, "expected different keys, each plain text");
        return -1;
    }
    key->name = Py_NewRef(name);
    key->text = json_of(name);
    key->field = field;
    PyObject *value = PyLong_FromLong(number);
    int failed = key->text == NULL || value == NULL
        || PyDict_SetItem(self->numbers, name, value) < 0;
    Py_XDECREF(value);
    return failed ? -1 : 0;
}

/* Tells whether what a step makes refers to no other objects that the garbage collector knows. */
static int
reads_scalar(const Step *step)
{
    return step->kind >= READ_STR && step->kind <= READ_UUID_OR_BLANK && step->kind != READ_DICT
        && step->kind != READ_LIST && step->before == NULL && step->after == NULL;
}

/* Tells whether objects of a class have room for references beside its fields and what they hold. */
static int
has_more_slots(PyTypeObject *cls, Py_ssize_t count)
{
    count += cls->tp_weaklistoffset > 0;
    count += PyObject_HasAttrString((PyObject *)cls, "_kept");
    return cls->tp_basicsize > (Py_ssize_t)(sizeof(PyObject) + (size_t)count * sizeof(PyObject *));
}

/* Fills a field from `converters.engines.compiled.ReadField`. */
static int
read_field_init(Reader *self, int index, PyObject *spec)
{
    ReadField *field = &self->fields[index];
    int shared, required;
    PyObject *member, *name, *other_name, *default_value, *factory, *step, *keeping;
    State *state = self->head.state;
    if (!PyTuple_Check(spec)) {
        PyErr_SetString(PyExc_TypeError, "expected a field");
        return -1;
    }
    if (!PyArg_ParseTuple(spec, "OUOipOOOO", &member, &name, &other_name, &shared, &required,
                          &default_value, &factory, &step, &keeping)) {
        return -1;
    }
    if (shared < -1 || shared >= self->field_count) {
        PyErr_SetString(PyExc_ValueError, "no such field to share a key with");
        return -1;
    }
    field->other = shared;
    if (shared >= 0) {
        self->shares_keys = self->fields[shared].is_shared = 1;
    }
    field->required = required;
    if (add_key(self, index, index, name) < 0) {
        return -1;
    }
    if (other_name != Py_None) {
        field->other = self->key_count++;
        if (add_key(self, field->other, index, other_name) < 0) {
            return -1;
        }
    }
    if (default_value != state->nothing) {
        field->default_value = Py_NewRef(default_value);
    }
    if (factory != Py_None) {
        field->factory = Py_NewRef(factory);
    }
    if ((field->offset = slot_offset(self->cls, member)) < 0) {
        return -1;
    }
    if (step_init(state, &field->step, step) < 0) {
        return -1;
    }
    field->step.counts = 0; /* what is to be known of fields is noted */
    self->calls_hooks |= field->step.kind >= CALL || field->factory != NULL;
    self->is_leaf &= reads_scalar(&field->step) && field->factory == NULL
        && (field->default_value == NULL || !PyObject_IS_GC(field->default_value));
    if (keeping == Py_None) {
        return 0;
    }
    if (keeping_init(state, &field->keeping, &field->step, keeping) < 0) {
        return -1;
    }
    self->calls_hooks |= omits_default(&field->keeping);
    return 0;
}

/* Finds out which keys are not written as they are read; the others are one object with those. */
static int
compare_keys(Reader *self)
{
    for (int i = 0; i < self->field_count; i++) {
        Keeping *keeping = &self->fields[i].keeping;
        int numbers[] = {i, self->fields[i].other};
        uint64_t *respelled[] = {&self->respelled, &self->others_respelled};
        for (int j = 0; j < 2 && numbers[j] >= 0; j++) {
            PyObject *name = self->keys[numbers[j]].name;
            int differs = PyUnicode_Compare(name, keeping->written_key);
            if (differs == -1 && PyErr_Occurred()) {
                return -1;
            }
            if (differs) {
                *respelled[j] |= (uint64_t)1 << i;
            }
            else {
                Py_SETREF(keeping->written_key, Py_NewRef(name));
            }
        }
    }
    return 0;
}

static int
reader_init(Reader *self, PyObject *cls, PyObject *fields, PyObject *plain_dict, int forbids,
            int is_body, PyObject *demands, PyObject *recorder)
{
    Py_ssize_t count = PyTuple_GET_SIZE(fields);
    if (count > MOST_FIELDS || ((PyTypeObject *)cls)->tp_dictoffset != 0) {
        PyErr_SetString(PyExc_ValueError, "too many fields, or objects with a __dict__");
        return -1;
    }
    self->cls = (PyTypeObject *)Py_NewRef(cls);
    self->plain_dict = Py_NewRef(plain_dict);
    self->forbids = forbids;
    self->is_body = is_body;
    self->is_leaf = recorder == Py_None && !has_more_slots(self->cls, count);
    if (is_body && count != 1) {
        PyErr_SetString(PyExc_ValueError, "a body is one field");
        return -1;
    }
    self->numbers = PyDict_New();
    self->fields = PyMem_Calloc(count ? (size_t)count : 1, sizeof(ReadField));
    self->keys = PyMem_Calloc(count ? 2 * (size_t)count : 1, sizeof(Key));
    if (self->numbers == NULL || self->fields == NULL || self->keys == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    self->field_count = self->key_count = (int)count;
    for (int i = 0; i < self->field_count; i++) {
        if (read_field_init(self, i, PyTuple_GET_ITEM(fields, i)) < 0) {
            return -1;
        }
    }
    if (demands_init(self->head.state, &self->demands, demands, count) < 0) {
        return -1;
    }
    self->calls_hooks &= !is_body; /* nobody has the dict of a body */
    for (int i = 0; i <= self->key_count; i++) {
        self->followers[i] = (uint8_t)i;
    }
    if (recorder == Py_None) {
        return 0;
    }
    PyObject *member, *patterns, *hold_more;
    if (!PyTuple_Check(recorder)) {
        PyErr_SetString(PyExc_TypeError, "expected a recorder");
        return -1;
    }
    if (!PyArg_ParseTuple(recorder, "OOO", &member, &patterns, &hold_more)) {
        return -1;
    }
    self->holds = 1;
    self->recorder.patterns = Py_NewRef(patterns);
    self->recorder.hold_more = Py_NewRef(hold_more);
    self->recorder.offset = slot_offset(self->cls, member);
    return self->recorder.offset < 0 ? -1 : compare_keys(self);
}

static PyObject *
reader_new(PyTypeObject *type, PyObject *args, PyObject *kwargs)
{
    static char *names[] = {"cls",     "fields",  "plain_dict", "forbids",
                            "is_body", "demands", "recorder",   NULL};
    int forbids, is_body;
    PyObject *cls, *fields, *plain_dict, *demands, *recorder;
    if (!PyArg_ParseTupleAndKeywords(args, kwargs, "O!O!OppO!O:Reader", names, &PyType_Type, &cls,
                                     &PyTuple_Type, &fields, &plain_dict, &forbids, &is_body,
                                     &PyTuple_Type, &demands, &recorder)) {
        return NULL;
    }
    Reader *self = (Reader *)new_attempt(type, &reader_does);
    if (self != NULL
        && reader_init(self, cls, fields, plain_dict, forbids, is_body, demands, recorder) < 0) {
        Py_CLEAR(self);
    }
    return (PyObject *)self;
}

static int
reader_owned(Reader *self, Each each, void *context)
{
    EACH(self->cls);
    EACH(self->numbers);
    EACH(self->plain_dict);
    EACH(self->recorder.patterns);
    EACH(self->recorder.hold_more);
    for (int i = 0; i < PATTERNS; i++) {
        EACH(self->recorder.known[i].kept);
    }
    for (int i = 0; self->fields != NULL && i < self->field_count; i++) {
        ReadField *field = &self->fields[i];
        EACH(field->default_value);
        EACH(field->factory);
        int found = step_owned(&field->step, each, context);
        if (found == 0) {
            found = keeping_owned(&field->keeping, each, context);
        }
        if (found != 0) {
            return found;
        }
    }
    for (int i = 0; self->keys != NULL && i < self->key_count; i++) {
        EACH(self->keys[i].name);
        EACH(self->keys[i].text);
    }
    return demands_owned(&self->demands, each, context);
}

static void
reader_free(Reader *self)
{
    demands_free(&self->demands);
    for (int i = 0; self->fields != NULL && i < self->field_count; i++) {
        step_free(&self->fields[i].step);
        keeping_free(&self->fields[i].keeping);
    }
    PyMem_Free(self->fields);
    PyMem_Free(self->keys);
    for (int i = 0; i < SHAPES; i++) {
        shape_clear(&self->shapes[i]); /* of plain text, which the collector does not know */
    }
}

ATTEMPT(reader, Reader, "Reader",
        "Reader(cls, fields, plain_dict, forbids, is_body, demands, recorder)\n--\n\n"
        "Structures payloads of a class.",
        attempt_members);
