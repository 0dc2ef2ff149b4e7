/* What is done with one value: the checks that are exact here, and who is called for the rest. */

#include "steps.h"
#include <math.h>

/* --- steps -------------------------------------------------------------------------------------- */

/* Gives the type whose values a kind of steps leaves as they are; NULL where there is none. */
static PyTypeObject *
type_of_kind(Kind kind)
{
    switch (kind) {
    case READ_STR:
    case WRITE_MEMBER_OR_STR:
        return &PyUnicode_Type;
    case READ_INT:
        return &PyLong_Type;
    case READ_FLOAT:
        return &PyFloat_Type;
    case READ_BOOL:
        return &PyBool_Type;
    case READ_DICT:
        return &PyDict_Type;
    case READ_LIST:
        return &PyList_Type;
    default:
        return NULL;
    }
}

static PyObject *
own_or_null(PyObject *value)
{
    return value == Py_None ? NULL : Py_NewRef(value);
}

/* Fills a step from `converters.engines.compiled.Step`. */
int
step_init(State *state, Step *step, PyObject *spec)
{
    int kind, nullable;
    PyObject *call, *table, *fallback, *members, *before, *after;
    if (!PyTuple_Check(spec)) {
        PyErr_SetString(PyExc_TypeError, "expected a step");
        return -1;
    }
    if (!PyArg_ParseTuple(spec, "ipOOOOOO", &kind, &nullable, &call, &table, &fallback, &members,
                          &before, &after)) {
        return -1;
    }
    int needs_table = kind >= READ_STR_MEMBER && kind <= READ_MEMBER_OR_STR;
    if (kind < AS_IS || kind > CALL || (kind == CALL && !PyCallable_Check(call))
        || (needs_table && !PyDict_Check(table))) {
        PyErr_SetString(PyExc_ValueError, "no such step");
        return -1;
    }
    step->kind = kind;
    step->counts = 1;
    step->nullable = nullable;
    step->call = own_or_null(call);
    step->table = own_or_null(table);
    step->fallback = own_or_null(fallback);
    step->before = own_or_null(before);
    step->after = own_or_null(after);
    step->kept_value = nullable ? Py_None : NULL;
    if (step->before == NULL && step->after == NULL) {
        step->kept_type = type_of_kind(kind);
        step->keeps_all = kind == AS_IS;
    }
    if (kind == CALL && is_attempt(state, call)) {
        step->kind = RUN;
    }
    if (needs_table && (step->texts = new_text_map(table)) == NULL) {
        return -1;
    }
    if (kind == READ_STR && (step->repeats = PyMem_Calloc(1, sizeof(Repeats))) == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    return members == Py_None ? 0 : member_map_init(&step->members, members);
}

int
step_owned(Step *step, Each each, void *context)
{
    EACH(step->call);
    EACH(step->table);
    EACH(step->fallback);
    EACH(step->before);
    EACH(step->after);
    int found = member_map_owned(&step->members, each, context);
    if (found == 0) {
        found = text_map_owned(step->texts, each, context);
    }
    return found == 0 && step->repeats != NULL ? repeats_owned(step->repeats, each, context)
                                               : found;
}

void
step_free(Step *step)
{
    member_map_free(&step->members);
    text_map_free(step->texts);
    if (step->repeats != NULL) {
        repeats_free(step->repeats);
    }
    PyMem_Free(step->repeats);
}

int
steps_init(State *state, Steps *steps, PyObject *specs)
{
    Py_ssize_t count = PyTuple_GET_SIZE(specs);
    steps->items = PyMem_Calloc(count ? (size_t)count : 1, sizeof(Step));
    if (steps->items == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    steps->count = (int)count;
    for (int i = 0; i < steps->count; i++) {
        if (step_init(state, &steps->items[i], PyTuple_GET_ITEM(specs, i)) < 0) {
            return -1;
        }
    }
    return 0;
}

int
steps_owned(Steps *steps, Each each, void *context)
{
    for (int i = 0; i < steps->count; i++) {
        int found = step_owned(&steps->items[i], each, context);
        if (found != 0) {
            return found;
        }
    }
    return 0;
}

void
steps_free(Steps *steps)
{
    for (int i = 0; i < steps->count; i++) {
        step_free(&steps->items[i]);
    }
    PyMem_Free(steps->items);
}

/* Gives how a kind of steps writes dates. */
static Form
form_of(Kind kind)
{
    return kind == WRITE_SQL_DATE ? SQL_FORM : kind == WRITE_ISO_DATE ? ISO_FORM : LABEL_FORM;
}

/* Within lists and the like, dates are written with a `T`. */
static inline void
count_date(State *state, const Step *step, const unsigned char *text, Py_ssize_t size)
{
    state->respelled += (uint64_t)(step->counts && !is_written_again(text, size, ISO_FORM));
}

/* Gives a new reference; NULL without an exception when the value is to be handed to `call`. */
static PyObject *
convert_here(State *state, const Step *step, PyObject *value)
{
    PyObject *made;
    int is_canonical = 1;
    switch (step->kind) {
    case READ_INT:
        if (PyFloat_CheckExact(value)) {
            double number = PyFloat_AS_DOUBLE(value);
            if (fabs(number) <= LARGEST_EXACT_FLOAT && floor(number) == number) {
                state->respelled += (uint64_t)step->counts;
                return PyLong_FromDouble(number);
            }
        }
        return NULL;
    case READ_FLOAT:
        return PyLong_CheckExact(value) ? Py_NewRef(value) : NULL;
    case READ_STR_MEMBER:
    case READ_INT_MEMBER:
        if (step->kind == READ_STR_MEMBER ? PyUnicode_CheckExact(value)
                                          : PyLong_CheckExact(value)) {
            made = PyDict_GetItemWithError(step->table, value);
            if (made == NULL && !PyErr_Occurred()) {
                made = step->fallback;
                state->respelled += (uint64_t)step->counts;
            }
            return Py_XNewRef(made);
        }
        if (value != Py_None || step->fallback == NULL) {
            return NULL;
        }
        state->respelled += (uint64_t)step->counts;
        return Py_NewRef(step->fallback);
    case READ_LITERAL:
        /* True would be found as 1. */
        if (PyUnicode_CheckExact(value) || PyLong_CheckExact(value)) {
            return Py_XNewRef(PyDict_GetItemWithError(step->table, value));
        }
        return NULL;
    case READ_MEMBER_OR_STR:
        if (PyUnicode_CheckExact(value)) {
            made = PyDict_GetItemWithError(step->table, value);
            return Py_XNewRef(made == NULL && !PyErr_Occurred() ? value : made);
        }
        return NULL;
    case READ_DATE:
        made = read_date(state, value);
        if (made != NULL) {
            count_date(state, step, PyUnicode_1BYTE_DATA(value), PyUnicode_GET_LENGTH(value));
        }
        return made;
    case READ_UUID_OR_BLANK:
    case READ_UUID:
        made = read_uuid(state, value, &is_canonical);
        state->respelled += (uint64_t)(step->counts && made != NULL && !is_canonical);
        if (made == NULL && step->kind == READ_UUID_OR_BLANK && PyUnicode_CheckExact(value)
            && PyUnicode_GET_LENGTH(value) == 0) {
            state->respelled += (uint64_t)step->counts;
            return Py_NewRef(Py_None);
        }
        return made;
    case WRITE_MEMBER:
    case WRITE_MEMBER_OR_STR:
        return Py_XNewRef(member_map_get(&step->members, value));
    case WRITE_SQL_DATE:
    case WRITE_ISO_DATE:
    case WRITE_LABEL_DATE:
        return write_date(state, value, form_of(step->kind));
    case WRITE_UUID:
        return write_uuid(state, value);
    default:
        return NULL;
    }
}


int
convert_other(State *state, const Step *step, PyObject **place)
{
    PyObject *value = *place;
    if (step->before != NULL) {
        PyObject *made = call_one(step->before, value);
        if (made == NULL) {
            return -1;
        }
        *place = made;
        Py_DECREF(value);
        value = made;
    }
    if (step->kind != AS_IS && Py_TYPE(value) != type_of_kind(step->kind)) {
        PyObject *made;
        if (step->kind == RUN) {
            Attempt *attempt = (Attempt *)step->call;
            made = attempt->does->run(attempt, value);
        }
        else {
            made = convert_here(state, step, value);
            if (made == NULL && !PyErr_Occurred()) {
                if (step->call == NULL) {
                    return raise_not_plain();
                }
                state->respelled += (uint64_t)step->counts;
                made = call_one(step->call, value);
            }
        }
        if (made == NULL) {
            return -1;
        }
        *place = made;
        Py_DECREF(value);
        value = made;
    }
    if (step->after != NULL) {
        PyObject *made = call_one(step->after, value);
        if (made == NULL) {
            return -1;
        }
        *place = made;
        Py_DECREF(value);
        value = made;
    }
    return 0;
}

int
is_default(PyObject *value, PyObject *default_value, PyObject *factory, PyObject *argument)
{
    PyObject *made = Py_XNewRef(default_value);
    if (made == NULL) {
        UNPAUSED(made = PyObject_CallFunctionObjArgs(factory, argument, NULL));
    }
    if (made == NULL) {
        return -1;
    }
    PyObject *differs;
    UNPAUSED(differs = PyObject_RichCompare(value, made, Py_NE));
    Py_DECREF(made);
    int result = differs == NULL ? -1 : PyObject_IsTrue(differs);
    Py_XDECREF(differs);
    return result < 0 ? -1 : !result;
}

/* --- JSON text ------------------------------------------------------------------------------------ */

/* Reads a string. Gives 1 when it is converted, 0 when it is still to be, -1 with an exception. */
static int
read_string(Source *source, Step *step, PyObject **place)
{
    Span span;
    int is_canonical;
    PyObject *made = NULL;
    if (!scan_string(source, &span)) {
        return -1;
    }
    if (step->kind == READ_STR) {
        *place = repeated_string_of(step->repeats, &span);
        return *place == NULL ? -1 : step->kept_type != NULL;
    }
    if (span.is_ascii && !span.has_escapes) {
        switch (step->kind) {
        case READ_DATE:
            made = date_of(source->state, span.begin, span.size);
            if (made != NULL) {
                count_date(source->state, step, span.begin, span.size);
            }
            break;
        case READ_UUID:
        case READ_UUID_OR_BLANK:
            made = uuid_of(source->state, span.begin, span.size, &is_canonical);
            source->state->respelled += (uint64_t)(step->counts && made != NULL && !is_canonical);
            break;
        default:
            made = Py_XNewRef(text_map_get(step->texts, span.begin, span.size));
            break;
        }
        if (made == NULL && PyErr_Occurred()) {
            return -1;
        }
    }
    *place = made == NULL ? string_of(&span) : made;
    return *place == NULL ? -1 : made != NULL;
}

int
read_step(Source *source, Step *step, PyObject **place)
{
    int is_done = 0;
    *place = NULL; /* also where text is no string of JSON */
    skip_space(source);
    if (step->kept_value == Py_None && step->before == NULL && skip_null(source)) {
        *place = Py_NewRef(Py_None);
        return 0;
    }
    if (step->before != NULL || step->after != NULL || (*source->at == 'n' && step->nullable)) {
        *place = parse_value(source, MOST_LEVELS);
    }
    else if (step->kind == RUN) {
        *place = read_value(source, (Attempt *)step->call);
        is_done = 1;
    }
    else if (*source->at == '"') {
        is_done = read_string(source, step, place);
    }
    else if (*source->at <= '9' && *source->at >= '-') {
        *place = parse_number(source);
    }
    else {
        *place = parse_value(source, MOST_LEVELS);
    }
    if (*place != NULL && !is_done && convert(source->state, step, place) < 0) {
        Py_CLEAR(*place);
    }
    return *place == NULL ? -1 : 0;
}

/* Adds a date or a UUID in quotes: 0 for what only Python can write. */
static int
add_short(State *state, Text *text, const Step *step, PyObject *value)
{
    char *place = room_for(text, LONGEST_SHORT + 2);
    if (place == NULL) {
        return -1;
    }
    Py_UCS1 *begin = (Py_UCS1 *)place + 1;
    int size = step->kind == WRITE_UUID
        ? put_uuid(state, value, begin)
        : put_date(state, value, form_of(step->kind), begin);
    if (size > 0) {
        place[0] = place[size + 1] = '"';
        text->size += size + 2;
    }
    return size;
}

int
add_step(State *state, Text *text, const Step *step, PyObject *value)
{
    if (needs_nothing(step, value)) {
        return PyUnicode_CheckExact(value) ? add_string(text, value) : add_value(text, value);
    }
    if (step->before == NULL && step->after == NULL) {
        PyObject *written = NULL;
        int added = 0;
        switch (step->kind) {
        case RUN:
            return add_attempt(text, (Attempt *)step->call, value);
        case WRITE_MEMBER:
        case WRITE_MEMBER_OR_STR:
            written = member_map_get(&step->members, value);
            if (written != NULL) {
                return add_value(text, written);
            }
            break;
        case WRITE_SQL_DATE:
        case WRITE_ISO_DATE:
        case WRITE_LABEL_DATE:
        case WRITE_UUID:
            added = add_short(state, text, step, value);
            break;
        default:
            break;
        }
        if (added != 0) {
            return added < 0 ? -1 : 0;
        }
    }
    PyObject *made = Py_NewRef(value);
    int failed = convert_other(state, step, &made) < 0 || add_value(text, made) < 0;
    Py_DECREF(made);
    return failed ? -1 : 0;
}
