/* Objects to dicts, or to JSON text: the values are read from the slots, converted, and put there. */

#include "demands.h"
#include "keep.h"

/* When a field is left out. */
typedef enum { NEVER, IF_NONE, IF_DEFAULT } Omission;

typedef struct {
    PyObject *key;
    PyObject *prefix; /* bytes: the key in JSON, between a comma and a colon */
    PyObject *slot; /* the name of the slot, for objects of a subclass */
    Py_ssize_t offset;
    Omission omission;
    PyObject *default_value; /* for IF_DEFAULT; NULL where it has to be made */
    PyObject *factory;       /* makes the default; NULL where there is none */
    int takes_self;          /* of the object */
    Step step;
} WriteField;

#define GUESSES 16

typedef struct {
    Attempt head;
    PyTypeObject *cls;
    Py_ssize_t field_count;
    WriteField *fields;
    Py_ssize_t always;       /* so many fields from the first on are never left out */
    PyObject *blank;         /* a dict with their keys, each for None */
    PyObject *indexes;       /* the key of each field, for its index */
    unsigned char guesses[GUESSES]; /* indexes, by the addresses of keys */
    int restores;            /* what an object holds is written, too */
    int is_body;             /* the value of the only field is what is written */
    Demands demands;
    Py_ssize_t kept_offset;  /* -1 where there is no such slot */
} Writer;

/* Gives the value of a field, owned. */
static PyObject *
value_of(const WriteField *field, PyObject *object, int is_exact)
{
    PyObject *value;
    if (!is_exact) {
        UNPAUSED(value = PyObject_GetAttr(object, field->slot));
        return value;
    }
    value = SLOT(object, field->offset);
    if (value == NULL) {
        raise_not_plain();
        return NULL;
    }
    return Py_NewRef(value);
}

/* Tells whether a value is left out; -1 with an exception. */
static int
is_left_out(const WriteField *field, PyObject *object, PyObject *value)
{
    if (field->omission != IF_DEFAULT) {
        return field->omission == IF_NONE && value == Py_None;
    }
    return is_default(value, field->default_value, field->factory,
                      field->takes_self ? object : NULL);
}

/* Gives what is written for a field, owned; NULL without an exception when it is left out. */
static PyObject *
written_of(State *state, const WriteField *field, PyObject *object, int is_exact)
{
    PyObject *value = value_of(field, object, is_exact);
    if (value == NULL) {
        return NULL;
    }
    int left_out = is_left_out(field, object, value);
    if (left_out != 0 || convert(state, &field->step, &value) < 0) {
        Py_CLEAR(value);
    }
    return value;
}

static PyObject *
held_by(const Writer *self, PyObject *object, int is_exact)
{
    if (is_exact && self->kept_offset >= 0) {
        PyObject *kept = SLOT(object, self->kept_offset);
        return Py_NewRef(kept == NULL ? Py_None : kept);
    }
    PyObject *kept = PyObject_GetAttrString(object, "_kept");
    if (kept == NULL && PyErr_ExceptionMatches(PyExc_AttributeError)) {
        PyErr_Clear();
        return Py_NewRef(Py_None);
    }
    return kept;
}

/* Tells whether each field has a value that must have one; 0 with an exception otherwise. */
static int
meets_demands(const Writer *self, PyObject *object, int is_exact)
{
    for (int i = 0; i < self->demands.count; i++) {
        const Demand *demand = &self->demands.items[i];
        PyObject *values[MOST_EXCUSES], *value;
        value = value_of(&self->fields[demand->field], object, is_exact);
        int excused = value == NULL ? -1 : value != Py_None, count = 0;
        Py_XDECREF(value);
        while (excused == 0 && count < demand->count) {
            values[count] = value_of(&self->fields[demand->others[count]], object, is_exact);
            excused = values[count] == NULL ? -1 : 0;
            count += excused == 0;
        }
        if (excused == 0 && (excused = is_excused(demand, values)) == 0) {
            excused = raise_not_plain();
        }
        while (count > 0) {
            Py_DECREF(values[--count]);
        }
        if (excused < 0) {
            return 0;
        }
    }
    return 1;
}

/* Gives the index of the field with a key; -1 when there is none, or with an exception. */
static Py_ssize_t
index_of(Writer *self, PyObject *key)
{
    unsigned char *guess = &self->guesses[(uintptr_t)key / sizeof(PyObject) % GUESSES];
    if (*guess < self->field_count && self->fields[*guess].key == key) {
        return *guess;
    }
    PyObject *index = PyUnicode_CheckExact(key) ? PyDict_GetItemWithError(self->indexes, key) : NULL;
    if (index == NULL) {
        return -1;
    }
    Py_ssize_t found = PyLong_AsSsize_t(index);
    *guess = (unsigned char)found;
    return found;
}

/* Finds out which fields of an object are written in which spelling, as far as it holds that; tells
   whether there are any. */
static int
find_spellings(Writer *self, PyObject *kept, unsigned char *forms)
{
    const State *state = self->head.state;
    PyObject *originals = Py_TYPE(kept) == state->kept_type ? SLOT(kept, state->kept_originals) : NULL;
    int found = 0;
    if (originals == NULL || !PyTuple_CheckExact(originals)) {
        return 0;
    }
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(originals); i++) {
        PyObject *original = PyTuple_GET_ITEM(originals, i);
        if (Py_TYPE(original) != state->original_type) {
            continue;
        }
        PyObject *key = SLOT(original, state->original_written_key);
        PyObject *value = SLOT(original, state->original_value);
        Form form = value == NULL ? LABEL_FORM : spelling_in(state, value);
        Py_ssize_t index = key == NULL || form == LABEL_FORM ? -1 : index_of(self, key);
        if (index >= 0) {
            if (!found) {
                memset(forms, LABEL_FORM, (size_t)self->field_count);
            }
            forms[index] = (unsigned char)form;
            found = 1;
        }
    }
    return found;
}

/* Gives what is written for a field in a spelling, where it has that; otherwise like `written_of`. */
OUT_OF_LINE static PyObject *
spelled_of(State *state, const WriteField *field, PyObject *object, int is_exact, Form form)
{
    PyObject *value = value_of(field, object, is_exact);
    int left_out = value == NULL ? -1 : is_left_out(field, object, value);
    PyObject *made = left_out == 0 ? spelled(state, value, form) : NULL;
    if (made != NULL) {
        Py_SETREF(value, made);
    }
    else if (left_out != 0 || PyErr_Occurred() || convert(state, &field->step, &value) < 0) {
        Py_CLEAR(value);
    }
    return value;
}

/* Makes a dict of the fields, those with a form in that spelling. */
static IN_LINE PyObject *
write_fields(Writer *self, PyObject *object, int is_exact, const unsigned char *forms)
{
    PyObject *result = meets_demands(self, object, is_exact) ? PyDict_Copy(self->blank) : NULL;
    for (Py_ssize_t i = 0; result != NULL && i < self->field_count; i++) {
        const WriteField *field = &self->fields[i];
        PyObject *value = forms != NULL && forms[i] != LABEL_FORM
            ? spelled_of(self->head.state, field, object, is_exact, (Form)forms[i])
            : written_of(self->head.state, field, object, is_exact);
        if (value == NULL) {
            if (PyErr_Occurred()) {
                Py_CLEAR(result);
            }
            continue;
        }
        /* The first keys are there already, each for None. */
        if ((value != Py_None || i >= self->always)
            && PyDict_SetItem(result, field->key, value) < 0) {
            Py_CLEAR(result);
        }
        Py_DECREF(value);
    }
    return result;
}

/* Most objects hold no spelling: not to look for one in each field takes 5 % less time. */
static PyObject *
write_dict(Writer *self, PyObject *object, int is_exact)
{
    return write_fields(self, object, is_exact, NULL);
}

/* Writes an object with what it holds. */
static PyObject *
write_held(Writer *self, PyObject *object, int is_exact)
{
    PyObject *kept = held_by(self, object, is_exact), *written = NULL;
    unsigned char *forms = ON_STACK((size_t)self->field_count + 1);
    if (kept != NULL) {
        /* Two fields with one key: the later one is written. */
        int is_spelled = kept != Py_None && PyDict_GET_SIZE(self->indexes) == self->field_count
            && find_spellings(self, kept, forms);
        written = is_spelled ? write_fields(self, object, is_exact, forms)
                             : write_dict(self, object, is_exact);
        if (written != NULL && kept != Py_None
            && restore(self->head.state, kept, written, is_spelled) < 0) {
            Py_CLEAR(written);
        }
    }
    Py_XDECREF(kept);
    return written;
}

/* Gives what is written in place of a dict with one key; takes the latter over. */
static PyObject *
value_in(const Writer *self, PyObject *written)
{
    PyObject *value = PyDict_GetItemWithError(written, self->fields[0].key);
    if (value == NULL && !PyErr_Occurred()) {
        raise_not_plain();
    }
    Py_XINCREF(value);
    Py_DECREF(written);
    return value;
}

static PyObject *
writer_run(Attempt *attempt, PyObject *object)
{
    Writer *self = (Writer *)attempt;
    int is_exact = Py_TYPE(object) == self->cls;
    if (!is_exact) {
        int is_instance = PyObject_IsInstance(object, (PyObject *)self->cls);
        if (is_instance <= 0) {
            if (is_instance == 0) {
                raise_not_plain();
            }
            return NULL;
        }
    }
    if (enter_level(" while unstructuring an object")) {
        return NULL;
    }
    PyObject *written = self->restores ? write_held(self, object, is_exact)
                                       : write_dict(self, object, is_exact);
    if (written != NULL && self->is_body) {
        written = value_in(self, written);
    }
    leave_level();
    return written;
}

/* --- JSON text ---------------------------------------------------------------------------------- */

/* What an object holds, where text has a place for it. */
typedef struct {
    PyObject *originals;               /* a tuple; owned */
    PyObject *extra_keys;              /* a dict; owned */
    unsigned char fields[MOST_FIELDS]; /* the index of the field of each original */
} Held;

static void
held_clear(Held *held)
{
    Py_CLEAR(held->originals);
    Py_CLEAR(held->extra_keys);
}

/* Tells whether an original is one of a field under its own key; notes which. */
static int
places_original(Writer *self, Held *held, Py_ssize_t i)
{
    const State *state = self->head.state;
    PyObject *original = PyTuple_GET_ITEM(held->originals, i);
    if (Py_TYPE(original) != state->original_type) {
        return 0;
    }
    PyObject *key = SLOT(original, state->original_written_key);
    PyObject *value = SLOT(original, state->original_value);
    if (key == NULL || value == NULL || SLOT(original, state->original_written) == NULL) {
        return 0;
    }
    if (value != state->nothing && key != SLOT(original, state->original_key)) {
        return 0;
    }
    Py_ssize_t index = index_of(self, key);
    if (index < 0) {
        return 0;
    }
    held->fields[i] = (unsigned char)index;
    for (Py_ssize_t j = 0; j < i; j++) {
        if (held->fields[j] == held->fields[i]) {
            return 0;
        }
    }
    return 1;
}

/* Takes up what an object holds; 0 when it has to be put into a dict, -1 with an exception. */
static int
held_init(Writer *self, Held *held, PyObject *kept)
{
    const State *state = self->head.state;
    if (kept == Py_None) {
        return 1;
    }
    if (Py_TYPE(kept) != state->kept_type) {
        return 0;
    }
    held->originals = Py_XNewRef(SLOT(kept, state->kept_originals));
    held->extra_keys = Py_XNewRef(SLOT(kept, state->kept_extra_keys));
    if (held->originals == NULL || held->extra_keys == NULL
        || !PyTuple_CheckExact(held->originals) || !PyDict_CheckExact(held->extra_keys)
        || PyTuple_GET_SIZE(held->originals) > MOST_FIELDS) {
        return 0;
    }
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(held->originals); i++) {
        if (!places_original(self, held, i)) {
            return PyErr_Occurred() ? -1 : 0;
        }
    }
    Py_ssize_t position = 0;
    PyObject *key, *value;
    while (PyDict_Next(held->extra_keys, &position, &key, &value)) {
        if (!PyUnicode_CheckExact(key) || index_of(self, key) >= 0) {
            return 0;
        }
    }
    return PyErr_Occurred() ? -1 : 1;
}

/* Gives the original of a field, borrowed from what is held; NULL when there is none. */
static PyObject *
original_of(const Held *held, Py_ssize_t field)
{
    for (Py_ssize_t i = 0; held->originals != NULL && i < PyTuple_GET_SIZE(held->originals); i++) {
        if (held->fields[i] == field) {
            return PyTuple_GET_ITEM(held->originals, i);
        }
    }
    return NULL;
}

/* Adds the key of a field, without its comma when it is the first. */
static inline int
add_key(Text *text, const WriteField *field, int *has_keys)
{
    Py_ssize_t skipped = !*has_keys;
    *has_keys = 1;
    return add_bytes(text, PyBytes_AS_STRING(field->prefix) + skipped,
                     PyBytes_GET_SIZE(field->prefix) - skipped);
}

/* Adds a date or a number in a spelling, where it has that. */
static int
add_spelled(const Writer *self, Text *text, const WriteField *field, PyObject *value, Form form,
            int *has_keys)
{
    State *state = self->head.state;
    if (add_key(text, field, has_keys) < 0) {
        return -1;
    }
    PyObject *number = form == FLOAT_FORM ? spelled(state, value, form) : NULL;
    if (number != NULL) {
        int failed = add_value(text, number);
        Py_DECREF(number);
        return failed;
    }
    if (PyErr_Occurred()) {
        return -1;
    }
    char *place = room_for(text, LONGEST_DATE + 2);
    if (place == NULL) {
        return -1;
    }
    int size = put_date(state, value, form, (Py_UCS1 *)place + 1);
    if (size == 0) {
        return add_step(state, text, &field->step, value);
    }
    place[0] = place[size + 1] = '"';
    text->size += size + 2;
    return 0;
}

/* Adds a field as the payload had it, unless it was changed since. The value is NULL where the field
   is left out, and owned by the caller otherwise. */
static int
add_original(const Writer *self, Text *text, const WriteField *field, PyObject *value,
             PyObject *original, int *has_keys)
{
    State *state = self->head.state;
    PyObject *expected = Py_XNewRef(SLOT(original, state->original_written));
    PyObject *replacement = Py_XNewRef(SLOT(original, state->original_value));
    if (replacement != NULL && Py_TYPE(replacement) == state->spelling_type) {
        Form form = spelling_in(state, replacement);
        Py_XDECREF(expected);
        Py_DECREF(replacement);
        return value == NULL ? 0 : add_spelled(self, text, field, value, form, has_keys);
    }
    PyObject *now = Py_NewRef(value == NULL ? state->nothing : value);
    int same = -1;
    if (expected == NULL || replacement == NULL) {
        raise_not_plain(); /* a hook has deleted it since it was looked at */
    }
    else if (value == NULL || convert(state, &field->step, &now) == 0) {
        same = is_same(state, now, expected);
    }
    PyObject *added = same > 0 ? replacement : now;
    int failed = same < 0;
    if (!failed && added != state->nothing) {
        failed = add_key(text, field, has_keys) < 0 || add_value(text, added) < 0;
    }
    Py_DECREF(now);
    Py_XDECREF(expected);
    Py_XDECREF(replacement);
    return failed ? -1 : 0;
}

/* Adds what is held besides the fields that are written; `left_out` has a bit for each other one. */
static int
add_held(Writer *self, Text *text, const Held *held, uint64_t left_out, int *has_keys)
{
    Py_ssize_t count = held->originals == NULL ? 0 : PyTuple_GET_SIZE(held->originals);
    for (Py_ssize_t i = 0; left_out != 0 && i < count; i++) {
        Py_ssize_t index = held->fields[i];
        if ((left_out >> index & 1)
            && add_original(self, text, &self->fields[index], NULL,
                            PyTuple_GET_ITEM(held->originals, i), has_keys) < 0) {
            return -1;
        }
    }
    Py_ssize_t position = 0;
    PyObject *key, *value;
    /* Nothing in this loop runs Python code. */
    while (held->extra_keys != NULL && PyDict_Next(held->extra_keys, &position, &key, &value)) {
        if (!PyUnicode_CheckExact(key) || index_of(self, key) >= 0) {
            return raise_not_plain(); /* a hook has added it since they were looked at */
        }
        if ((*has_keys && add_bytes(text, ",", 1) < 0) || add_value(text, key) < 0
            || add_bytes(text, ":", 1) < 0 || add_value(text, value) < 0) {
            return -1;
        }
        *has_keys = 1;
    }
    return 0;
}

static int
add_fields(Writer *self, Text *text, PyObject *object, int is_exact, const Held *held)
{
    int has_keys = 0;
    uint64_t left_out = 0;
    if (!meets_demands(self, object, is_exact) || add_bytes(text, "{", 1) < 0) {
        return -1;
    }
    for (Py_ssize_t i = 0; i < self->field_count; i++) {
        const WriteField *field = &self->fields[i];
        PyObject *value = value_of(field, object, is_exact);
        if (value == NULL) {
            return -1;
        }
        int omitted = is_left_out(field, object, value), failed = omitted < 0;
        if (omitted > 0) {
            left_out |= (uint64_t)1 << i;
        }
        else if (omitted == 0) {
            PyObject *original = original_of(held, i);
            failed = original != NULL
                ? add_original(self, text, field, value, original, &has_keys) < 0
                : add_key(text, field, &has_keys) < 0
                    || add_step(self->head.state, text, &field->step, value) < 0;
        }
        Py_DECREF(value);
        if (failed) {
            return -1;
        }
    }
    return add_held(self, text, held, left_out, &has_keys) < 0 ? -1 : add_bytes(text, "}", 1);
}

/* Adds the value of the only field. */
static int
add_body(Writer *self, Text *text, PyObject *object)
{
    int is_exact = Py_TYPE(object) == self->cls, is_plain = is_exact;
    if (is_plain && self->restores) {
        PyObject *kept = held_by(self, object, is_exact);
        if (kept == NULL) {
            return -1;
        }
        is_plain = kept == Py_None;
        Py_DECREF(kept);
    }
    PyObject *value = is_plain ? value_of(&self->fields[0], object, is_exact)
                               : writer_run((Attempt *)self, object);
    int failed = value == NULL
        || (is_plain ? add_step(self->head.state, text, &self->fields[0].step, value)
                     : add_value(text, value))
            < 0;
    Py_XDECREF(value);
    return failed ? -1 : 0;
}

static int
writer_add(Attempt *attempt, Text *text, PyObject *object)
{
    Writer *self = (Writer *)attempt;
    if (self->is_body) {
        return add_body(self, text, object);
    }
    Held held = {NULL, NULL, {0}};
    int is_exact = Py_TYPE(object) == self->cls, failed;
    /* Two fields with one key: the later one is written. */
    int is_plain = PyDict_GET_SIZE(self->indexes) == self->field_count;
    if (is_plain && !is_exact) {
        is_plain = PyObject_IsInstance(object, (PyObject *)self->cls);
    }
    if (is_plain > 0 && self->restores) {
        PyObject *kept = held_by(self, object, is_exact);
        is_plain = kept == NULL ? -1 : held_init(self, &held, kept);
        Py_XDECREF(kept);
    }
    if (is_plain > 0) {
        failed = add_fields(self, text, object, is_exact, &held) < 0;
    }
    else {
        PyObject *written = is_plain < 0 ? NULL : writer_run(attempt, object);
        failed = written == NULL || add_value(text, written) < 0;
        Py_XDECREF(written);
    }
    held_clear(&held);
    return failed ? -1 : 0;
}

static const Functions writer_does = {writer_run, read_by_run, writer_add};

/* --- the type ------------------------------------------------------------------------------------ */

/* Fills a field from `converters.engines.compiled.WriteField`. */
static int
write_field_init(Writer *self, WriteField *field, PyObject *spec)
{
    int omission, takes_self;
    PyObject *member, *slot, *key, *default_value, *factory, *step;
    State *state = self->head.state;
    if (!PyTuple_Check(spec)) {
        PyErr_SetString(PyExc_TypeError, "expected a field");
        return -1;
    }
    if (!PyArg_ParseTuple(spec, "OUUiOOpO", &member, &slot, &key, &omission, &default_value,
                          &factory, &takes_self, &step)) {
        return -1;
    }
    if (omission < NEVER || omission > IF_DEFAULT) {
        PyErr_SetString(PyExc_ValueError, "no such omission");
        return -1;
    }
    Text prefix = {NULL, 0, 0};
    int failed = add_bytes(&prefix, ",", 1) < 0 || add_value(&prefix, key) < 0
        || add_bytes(&prefix, ":", 1) < 0 || _PyBytes_Resize(&prefix.bytes, prefix.size) < 0;
    field->prefix = prefix.bytes;
    if (failed) {
        return -1;
    }
    field->key = Py_NewRef(key);
    field->slot = Py_NewRef(slot);
    field->omission = omission;
    field->takes_self = takes_self;
    if (factory != Py_None) {
        field->factory = Py_NewRef(factory);
    }
    else {
        field->default_value = Py_NewRef(default_value);
    }
    field->offset = slot_offset(self->cls, member);
    return field->offset < 0 ? -1 : step_init(state, &field->step, step);
}

static int
writer_init(Writer *self, PyObject *cls, PyObject *fields, int restores, int is_body,
            PyObject *demands, PyObject *kept_member)
{
    Py_ssize_t count = PyTuple_GET_SIZE(fields);
    if (count > MOST_FIELDS) {
        PyErr_SetString(PyExc_ValueError, "too many fields");
        return -1;
    }
    self->cls = (PyTypeObject *)Py_NewRef(cls);
    self->restores = restores;
    self->is_body = is_body;
    if (is_body && count != 1) {
        PyErr_SetString(PyExc_ValueError, "a body is one field");
        return -1;
    }
    if (demands_init(self->head.state, &self->demands, demands, count) < 0) {
        return -1;
    }
    self->kept_offset = -1;
    if (kept_member != Py_None
        && (self->kept_offset = slot_offset(self->cls, kept_member)) < 0) {
        return -1;
    }
    self->blank = PyDict_New();
    self->indexes = PyDict_New();
    self->fields = PyMem_Calloc(count ? (size_t)count : 1, sizeof(WriteField));
    if (self->blank == NULL || self->indexes == NULL || self->fields == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    for (Py_ssize_t i = 0; i < count; i++) {
        self->field_count = i + 1;
        WriteField *field = &self->fields[i];
        if (write_field_init(self, field, PyTuple_GET_ITEM(fields, i)) < 0) {
            return -1;
        }
        PyObject *index = PyLong_FromSsize_t(i);
        int failed = index == NULL || PyDict_SetItem(self->indexes, field->key, index) < 0;
        Py_XDECREF(index);
        if (failed) {
            return -1;
        }
        if (field->omission == NEVER && self->always == i) {
            self->always = i + 1;
            if (PyDict_SetItem(self->blank, field->key, Py_None) < 0) {
                return -1;
            }
        }
    }
    return 0;
}

static PyObject *
writer_new(PyTypeObject *type, PyObject *args, PyObject *kwargs)
{
    static char *names[] = {"cls", "fields", "restores", "is_body", "demands", "kept_member", NULL};
    int restores, is_body;
    PyObject *cls, *fields, *demands, *kept_member;
    if (!PyArg_ParseTupleAndKeywords(args, kwargs, "O!O!ppO!O:Writer", names, &PyType_Type, &cls,
                                     &PyTuple_Type, &fields, &restores, &is_body, &PyTuple_Type,
                                     &demands, &kept_member)) {
        return NULL;
    }
    Writer *self = (Writer *)new_attempt(type, &writer_does);
    if (self != NULL && writer_init(self, cls, fields, restores, is_body, demands, kept_member) < 0) {
        Py_CLEAR(self);
    }
    return (PyObject *)self;
}

static int
writer_owned(Writer *self, Each each, void *context)
{
    EACH(self->cls);
    EACH(self->blank);
    EACH(self->indexes);
    for (Py_ssize_t i = 0; self->fields != NULL && i < self->field_count; i++) {
        WriteField *field = &self->fields[i];
        EACH(field->key);
        EACH(field->prefix);
        EACH(field->slot);
        EACH(field->default_value);
        EACH(field->factory);
        int found = step_owned(&field->step, each, context);
        if (found != 0) {
            return found;
        }
    }
    return demands_owned(&self->demands, each, context);
}

static void
writer_free(Writer *self)
{
    demands_free(&self->demands);
    for (Py_ssize_t i = 0; self->fields != NULL && i < self->field_count; i++) {
        step_free(&self->fields[i].step);
    }
    PyMem_Free(self->fields);
}

ATTEMPT(writer, Writer, "Writer",
        "Writer(cls, fields, restores, is_body, demands, kept_member)\n--\n\nUnstructures objects of a class.",
        attempt_members);
