/* What objects hold besides their fields, so that their payload is written as it was.

   `converters.unknown.recorder` defines it, and is called for whatever is not done here. */

#include "keep.h"
#include <math.h>

#define MOST_ORIGINALS 256 /* unknown values of one field that are remembered */

/* --- fields -------------------------------------------------------------------------------------- */

/* Fills it from `converters.engines.compiled.Keeping`. */
int
keeping_init(State *state, Keeping *keeping, Step *step, PyObject *spec)
{
    int comparison, omits_none, notes_key, spelling;
    PyObject *omitted, *factory, *written_key, *write, *rewritten, *members;
    if (!PyTuple_Check(spec)) {
        PyErr_SetString(PyExc_TypeError, "expected how a field is kept");
        return -1;
    }
    if (!PyArg_ParseTuple(spec, "ipOOUOOOpi", &comparison, &omits_none, &omitted, &factory,
                          &written_key, &write, &rewritten, &members, &notes_key, &spelling)) {
        return -1;
    }
    if (comparison < KEEP_NOTHING || comparison > KEEP_WRITTEN
        || (comparison == KEEP_MEMBER && !PyDict_Check(rewritten))) {
        PyErr_SetString(PyExc_ValueError, "no such comparison");
        return -1;
    }
    if (comparison == KEEP_COUNTED && step->kind != RUN) {
        comparison = KEEP_WRITTEN; /* Python does not count */
    }
    keeping->comparison = comparison;
    keeping->omits_none = omits_none;
    keeping->omitted = omitted == state->nothing ? NULL : Py_NewRef(omitted);
    keeping->factory = factory == Py_None ? NULL : Py_NewRef(factory);
    keeping->written_key = Py_NewRef(written_key);
    keeping->notes_key = notes_key;
    keeping->spelling_shift = spelling < 0 || spelling >= 64 / BITS_OF_SPELLING
        ? -1 : spelling * BITS_OF_SPELLING;
    keeping->write = Py_NewRef(write);
    keeping->rewritten = Py_NewRef(rewritten);
    if (comparison == KEEP_WRITTEN) {
        /* Also values that are converted to themselves have to be compared. */
        step->kept_type = NULL;
        step->keeps_all = 0;
    }
    if (comparison != KEEP_MEMBER) {
        return 0;
    }
    keeping->originals = PyDict_New();
    keeping->texts = new_text_map(rewritten);
    if (keeping->originals == NULL || keeping->texts == NULL) {
        return -1;
    }
    return member_map_init(&keeping->members, members);
}

int
keeping_owned(Keeping *keeping, Each each, void *context)
{
    EACH(keeping->omitted);
    EACH(keeping->factory);
    EACH(keeping->written_key);
    EACH(keeping->write);
    EACH(keeping->rewritten);
    EACH(keeping->originals);
    int found = text_map_owned(keeping->texts, each, context);
    return found == 0 ? member_map_owned(&keeping->members, each, context) : found;
}

void
keeping_free(Keeping *keeping)
{
    text_map_free(keeping->texts);
    member_map_free(&keeping->members);
}

void
notes_clear(Notes *notes)
{
    for (int i = 0; i < notes->count; i++) {
        Py_CLEAR(notes->notes[i].key);
        Py_CLEAR(notes->notes[i].raw);
        Py_CLEAR(notes->notes[i].written);
    }
    PyMem_Free(notes->notes);
    notes->notes = NULL;
    notes->count = notes->room = 0;
}

static Form
form_of(const Keeping *keeping)
{
    return keeping->comparison == KEEP_SQL_DATE ? SQL_FORM
        : keeping->comparison == KEEP_ISO_DATE  ? ISO_FORM : LABEL_FORM;
}

static int
compares_dates(const Keeping *keeping)
{
    return keeping->comparison >= KEEP_SQL_DATE && keeping->comparison <= KEEP_LABEL_DATE;
}

/* --- comparing ----------------------------------------------------------------------------------- */

/* Notes a value, in the order of the fields; takes over the reference to what is written for it, which
   may be NULL. */
static int
note(Notes *notes, int field, PyObject *key, PyObject *raw, PyObject *written)
{
    if (notes->count == notes->room) {
        int room = notes->room ? 2 * notes->room : 4;
        Note *larger = PyMem_Realloc(notes->notes, (size_t)room * sizeof(Note));
        if (larger == NULL) {
            Py_XDECREF(written);
            PyErr_NoMemory();
            return -1;
        }
        notes->notes = larger;
        notes->room = room;
    }
    int place = notes->count++;
    for (; place > 0 && notes->notes[place - 1].field > field; place--) {
        notes->notes[place] = notes->notes[place - 1];
    }
    notes->notes[place] = (Note){field, Py_NewRef(key), Py_NewRef(raw), written};
    return 0;
}

int
note_default(State *state, const Keeping *keeping, int field, PyObject *key, PyObject *raw,
             PyObject *value, Notes *notes)
{
    int found = is_default(value, keeping->omitted, keeping->factory, NULL);
    if (found <= 0) {
        return found;
    }
    for (int i = 0; i < notes->count; i++) {
        if (notes->notes[i].field == field) {
            Py_XSETREF(notes->notes[i].written, Py_NewRef(state->nothing));
            return 0;
        }
    }
    return note(notes, field, key, raw, Py_NewRef(state->nothing));
}

int
note_respelled(State *state, const Keeping *keeping, int field, PyObject *key, PyObject *raw,
               PyObject *value, Notes *notes)
{
    int is_left_out = value == Py_None && keeping->omits_none;
    if (!is_left_out && omits_default(keeping)) {
        is_left_out = is_default(value, keeping->omitted, keeping->factory, NULL);
    }
    if (is_left_out < 0) {
        return -1;
    }
    PyObject *written = NULL;
    if (is_left_out) {
        written = Py_NewRef(state->nothing);
    }
    else if (keeping->comparison == KEEP_NOTHING) {
        written = Py_XNewRef(is_json_scalar(raw) ? raw : NULL);
    }
    else if (value == Py_None || keeping->comparison == KEEP_BOOL
             || keeping->comparison == KEEP_INT) {
        written = Py_NewRef(value);
    }
    else if (keeping->comparison == KEEP_MEMBER) {
        written = Py_XNewRef(member_map_get(&keeping->members, value));
    }
    else if (keeping->comparison == KEEP_UUID) {
        written = write_uuid(state, value);
    }
    else if (compares_dates(keeping)) {
        written = write_date(state, value, form_of(keeping));
    }
    if (written == NULL && PyErr_Occurred()) {
        return -1;
    }
    return note(notes, field, key, raw, written);
}

static int
compare_member(const Keeping *keeping, int field, PyObject *raw, PyObject *member, Notes *notes)
{
    return note(notes, field, keeping->written_key, raw, Py_XNewRef(member_map_get(&keeping->members, member)));
}

/* Reads a UUID in the form in which it is written again; 0 when it has another one. */
static int
convert_uuid_written_again(State *state, PyObject **place)
{
    int is_canonical;
    PyObject *uuid = read_uuid(state, *place, &is_canonical);
    if (uuid == NULL) {
        return PyErr_Occurred() ? -1 : 0;
    }
    if (!is_canonical) {
        Py_DECREF(uuid);
        return 0;
    }
    Py_SETREF(*place, uuid);
    return 1;
}

static int
compare_date(State *state, const Keeping *keeping, int field, PyObject *raw, PyObject *date,
             Notes *notes)
{
    PyObject *written = write_date(state, date, form_of(keeping));
    if (written == NULL && !PyErr_Occurred()) {
        written = call_one(keeping->write, date);
    }
    if (written == NULL) {
        return -1;
    }
    int differs = PyObject_RichCompareBool(written, raw, Py_NE);
    if (differs > 0) {
        return note(notes, field, keeping->written_key, raw, written);
    }
    Py_DECREF(written);
    return differs;
}

/* Notes how a date was spelled that was read of a text, where that differs from how it is written. The
   text as an object may be NULL. */
static int
note_date(State *state, const Keeping *keeping, int field, const Span *span, PyObject *raw,
          PyObject *date, Notes *notes)
{
    Form form = form_of(keeping);
    if (form != LABEL_FORM && is_written_again(span->begin, span->size, form)) {
        return 0;
    }
    int spelling = spelling_of(state, span->begin, span->size, date, form);
    if (spelling == LABEL_FORM) {
        return 0;
    }
    if (spelling > 0 && keeping->spelling_shift >= 0) {
        notes->spellings |= (uint64_t)spelling << keeping->spelling_shift;
        return 0;
    }
    raw = raw == NULL ? string_of(span) : Py_NewRef(raw);
    int failed = raw == NULL ? -1 : compare_date(state, keeping, field, raw, date, notes);
    Py_XDECREF(raw);
    return failed;
}

/* Converts the text of a date; 0 when it is none that is read here. */
static int
convert_date(State *state, const Keeping *keeping, int field, PyObject **place, Notes *notes)
{
    PyObject *raw = *place, *date = read_date(state, raw);
    if (date == NULL) {
        return PyErr_Occurred() ? -1 : 0;
    }
    Span span = {PyUnicode_1BYTE_DATA(raw), PyUnicode_GET_LENGTH(raw), 1, 0};
    if (note_date(state, keeping, field, &span, raw, date, notes) < 0) {
        Py_DECREF(date);
        return -1;
    }
    Py_SETREF(*place, date);
    return 1;
}

/* Tells whether a float is what `as_float` gives for the integer that it is read as. */
static int
is_whole_float(PyObject *value)
{
    return PyFloat_CheckExact(value)
        && (PyFloat_AS_DOUBLE(value) != 0 || !signbit(PyFloat_AS_DOUBLE(value)));
}

static int
compare_written(State *state, const Keeping *keeping, int field, PyObject *raw, PyObject *value,
                Notes *notes)
{
    PyObject *written = call_one(keeping->write, value);
    if (written == NULL) {
        return -1;
    }
    PyObject *is_same;
    UNPAUSED(is_same = PyObject_CallFunctionObjArgs(state->same, written, raw, NULL));
    int same = is_same == NULL ? -1 : PyObject_IsTrue(is_same);
    Py_XDECREF(is_same);
    Py_DECREF(written);
    if (same == 0) {
        return note(notes, field, keeping->written_key, raw, NULL);
    }
    return same < 0 ? -1 : 0;
}

int
convert_noting(State *state, const Step *step, Keeping *keeping, int field, PyObject **place,
               Notes *notes)
{
    PyObject *raw = *place;
    Comparison comparison = keeping->comparison;
    uint64_t respelled = state->respelled;
    if (comparison == KEEP_NOTHING) {
        return convert_other(state, step, place);
    }
    if (compares_dates(keeping)) {
        int done = convert_date(state, keeping, field, place, notes);
        if (done != 0) {
            return done < 0 ? -1 : 0;
        }
    }
    if (comparison == KEEP_UUID) {
        int done = convert_uuid_written_again(state, place);
        if (done != 0) {
            return done < 0 ? -1 : 0;
        }
    }
    if (comparison == KEEP_MEMBER
        && (step->kind == READ_STR_MEMBER ? PyUnicode_CheckExact(raw) : PyLong_CheckExact(raw))) {
        PyObject *member = PyDict_GetItemWithError(keeping->rewritten, raw);
        if (member != NULL) {
            Py_SETREF(*place, Py_NewRef(member));
            return 0;
        }
        if (PyErr_Occurred()) {
            return -1;
        }
    }
    Py_INCREF(raw);
    int failed = convert_other(state, step, place);
    if (failed < 0) {
        Py_DECREF(raw);
        return -1;
    }
    switch (comparison) {
    case KEEP_MEMBER:
        failed = compare_member(keeping, field, raw, *place, notes);
        break;
    case KEEP_SQL_DATE:
    case KEEP_ISO_DATE:
    case KEEP_LABEL_DATE:
        failed = compare_date(state, keeping, field, raw, *place, notes);
        break;
    case KEEP_INT:
        if (is_whole_float(raw) && keeping->spelling_shift >= 0) {
            notes->spellings |= (uint64_t)FLOAT_FORM << keeping->spelling_shift;
            break;
        }
        /* fall through */
    case KEEP_BOOL:
        if (raw != *place) {
            failed = note(notes, field, keeping->written_key, raw, Py_NewRef(*place));
        }
        break;
    case KEEP_UUID:
        failed = note(notes, field, keeping->written_key, raw, NULL);
        break;
    case KEEP_LIST:
        if (!PyList_CheckExact(raw)) {
            failed = note(notes, field, keeping->written_key, raw, NULL);
        }
        break;
    case KEEP_COUNTED:
        if (state->respelled != respelled) {
            failed = compare_written(state, keeping, field, raw, *place, notes);
        }
        break;
    default:
        failed = compare_written(state, keeping, field, raw, *place, notes);
        break;
    }
    Py_DECREF(raw);
    return failed;
}

/* Reads a value, and once more as it stands there only where it may be written otherwise. */
static int
read_counting(Source *source, Step *step, const Keeping *keeping, int field, PyObject **place,
              Notes *notes)
{
    State *state = source->state;
    Source again = *source;
    uint64_t respelled = state->respelled;
    if (read_step(source, step, place) < 0) {
        return -1;
    }
    if (state->respelled == respelled) {
        return 1;
    }
    PyObject *raw = parse_value(&again, MOST_LEVELS);
    int failed = raw == NULL ? -1 : compare_written(state, keeping, field, raw, *place, notes);
    Py_XDECREF(raw);
    return failed < 0 ? -1 : 1;
}

int
read_noting_text(Source *source, Step *step, const Keeping *keeping, int field, PyObject **place,
                 Notes *notes)
{
    Span span;
    int is_canonical = 1;
    PyObject *made = NULL;
    if (keeping->comparison == KEEP_COUNTED) {
        return read_counting(source, step, keeping, field, place, notes);
    }
    if (!begins_with(source, '"') || step->before != NULL || step->after != NULL) {
        *place = parse_value(source, MOST_LEVELS);
        return *place == NULL ? -1 : keeping->comparison == KEEP_INT && PyLong_CheckExact(*place);
    }
    if (!scan_string(source, &span)) {
        return -1;
    }
    if (span.is_ascii && !span.has_escapes) {
        switch (keeping->comparison) {
        case KEEP_SQL_DATE:
        case KEEP_ISO_DATE:
        case KEEP_LABEL_DATE:
            made = date_of(source->state, span.begin, span.size);
            if (made != NULL
                && note_date(source->state, keeping, field, &span, NULL, made, notes) < 0) {
                Py_DECREF(made);
                return -1;
            }
            break;
        case KEEP_UUID:
            made = uuid_of(source->state, span.begin, span.size, &is_canonical);
            break;
        case KEEP_MEMBER:
            made = Py_XNewRef(text_map_get(keeping->texts, span.begin, span.size));
            break;
        default:
            break;
        }
        if (made == NULL && PyErr_Occurred()) {
            return -1;
        }
        if (made != NULL && !is_canonical) {
            Py_CLEAR(made);
        }
    }
    *place = made == NULL ? string_of(&span) : made;
    return *place == NULL ? -1 : made != NULL;
}

/* --- what is held -------------------------------------------------------------------------------- */

/* Gives the key of a pattern in `converters.unknown.recorder.Patterns`. */
static PyObject *
number_of(const Pattern *pattern, int field_count)
{
    uint64_t parts[] = {pattern->spellings, pattern->nulls, pattern->absent};
    PyObject *number = PyLong_FromLong(0), *shift = PyLong_FromLong(field_count);
    for (int i = 0; number != NULL && i < 3; i++) {
        PyObject *part = PyLong_FromUnsignedLongLong(parts[i]);
        if (shift == NULL || part == NULL) {
            Py_CLEAR(number);
        }
        else {
            Py_SETREF(number, PyNumber_Lshift(number, shift));
        }
        if (number != NULL) {
            Py_SETREF(number, PyNumber_Or(number, part));
        }
        Py_XDECREF(part);
    }
    Py_XDECREF(shift);
    return number;
}

PyObject *
kept_for_pattern(Recorder *recorder, int field_count, const Pattern *pattern)
{
    uint64_t absent = pattern->absent, mixed = absent ^ pattern->nulls * 31 ^ absent >> 7;
    if (!absent && !pattern->nulls && !pattern->spellings) {
        return Py_NewRef(Py_None);
    }
    mixed ^= pattern->spellings ^ pattern->spellings >> BITS_OF_SPELLING;
    Known *known = &recorder->known[mixed % PATTERNS];
    if (known->kept != NULL && memcmp(&known->pattern, pattern, sizeof(Pattern)) == 0) {
        return Py_NewRef(known->kept);
    }
    PyObject *kept = NULL, *found = NULL;
    PyObject *number = number_of(pattern, field_count);
    if (number != NULL) {
        UNPAUSED(found = PyObject_GetItem(recorder->patterns, number));
    }
    if (found != NULL && PyTuple_Check(found) && PyTuple_GET_SIZE(found) == 2) {
        kept = Py_NewRef(PyTuple_GET_ITEM(found, 0));
        known->pattern = *pattern;
        Py_XSETREF(known->kept, Py_NewRef(kept));
    }
    else if (found != NULL) {
        PyErr_SetString(PyExc_TypeError, "expected what is held for a pattern, and a number");
    }
    Py_XDECREF(number);
    Py_XDECREF(found);
    return kept;
}

static int
has_json_type(PyObject *value)
{
    return is_json_scalar(value) || PyDict_CheckExact(value) || PyList_CheckExact(value);
}

/* Tells whether notes and unknown keys are such that nothing has to be asked of Python. */
static int
is_plain(const State *state, const Notes *notes, PyObject *unknown)
{
    for (int i = 0; i < notes->count; i++) {
        const Note *one = &notes->notes[i];
        if (one->written == NULL || !is_json_scalar(one->raw)
            || (one->written != state->nothing && !is_json_scalar(one->written))) {
            return 0;
        }
    }
    if (unknown == NULL) {
        return 1;
    }
    if (!PyDict_CheckExact(unknown)) {
        return 0;
    }
    Py_ssize_t position = 0;
    PyObject *key, *value;
    while (PyDict_Next(unknown, &position, &key, &value)) {
        if (!has_json_type(value)) {
            return 0;
        }
    }
    return 1;
}

/* Tells whether something is a `Kept` as it was made: anybody may set its attributes. */
static int
is_usable(const State *state, PyObject *kept)
{
    if (Py_TYPE(kept) != state->kept_type) {
        return 0;
    }
    PyObject *originals = SLOT(kept, state->kept_originals);
    return originals != NULL && PyTuple_CheckExact(originals);
}

/* Gives the `Original` of a note; unknown values of an enum share one. */
static PyObject *
original_of(State *state, Keeping *keeping, const Note *one)
{
    /* Floats that are equal need not be written alike. */
    int may_be_known = !PyFloat_CheckExact(one->raw) && one->key == keeping->written_key;
    PyObject *known = may_be_known ? keeping->originals : NULL;
    if (known != NULL) {
        PyObject *found = PyDict_GetItemWithError(known, one->raw);
        if (found != NULL || PyErr_Occurred()) {
            if (found == NULL) {
                return NULL;
            }
            /* 1 and True are one key; and anybody may delete an attribute of an `Original`. */
            PyObject *value = SLOT(found, state->original_value);
            if (value != NULL && Py_TYPE(value) == Py_TYPE(one->raw)) {
                return Py_NewRef(found);
            }
        }
    }
    PyObject *made = state->original_type->tp_alloc(state->original_type, 0);
    if (made == NULL) {
        return NULL;
    }
    SLOT(made, state->original_written_key) = Py_NewRef(keeping->written_key);
    SLOT(made, state->original_written) = Py_NewRef(one->written);
    SLOT(made, state->original_key) = Py_NewRef(one->key);
    SLOT(made, state->original_value) = Py_NewRef(one->raw);
    if (known != NULL) {
        if (PyDict_GET_SIZE(known) >= MOST_ORIGINALS) {
            PyDict_Clear(known);
        }
        if (PyDict_SetItem(known, one->raw, made) < 0) {
            Py_DECREF(made);
            return NULL;
        }
    }
    return made;
}

/* Gives the originals of a pattern and those of the notes in one tuple. */
static PyObject *
originals_of(State *state, PyObject *kept, Keeping *const *keepings, const Notes *notes)
{
    PyObject *first = kept == Py_None ? NULL : Py_NewRef(SLOT(kept, state->kept_originals));
    Py_ssize_t count = first == NULL ? 0 : PyTuple_GET_SIZE(first);
    if (notes->count == 0 && first != NULL) {
        return first;
    }
    PyObject *originals = PyTuple_New(count + notes->count);
    int is_empty = count + notes->count == 0; /* there is one for all */
    if (originals != NULL && !is_empty) {
        /* Until its places are filled, nobody may find it through the garbage collector. */
        PyObject_GC_UnTrack(originals);
    }
    for (Py_ssize_t i = 0; originals != NULL && i < count; i++) {
        PyTuple_SET_ITEM(originals, i, Py_NewRef(PyTuple_GET_ITEM(first, i)));
    }
    for (int i = 0; originals != NULL && i < notes->count; i++) {
        const Note *one = &notes->notes[i];
        PyObject *original = original_of(state, keepings[one->field], one);
        if (original == NULL) {
            Py_CLEAR(originals);
        }
        else {
            PyTuple_SET_ITEM(originals, count + i, original);
        }
    }
    if (originals != NULL && !is_empty) {
        PyObject_GC_Track(originals);
    }
    Py_XDECREF(first);
    return originals;
}

/* Copies the values of a dict that is ours, in place. */
static int
copy_values(PyObject *items)
{
    Py_ssize_t position = 0;
    PyObject *key, *value;
    while (PyDict_Next(items, &position, &key, &value)) {
        if (is_json_scalar(value)) {
            continue;
        }
        Py_INCREF(key);
        Py_INCREF(value);
        PyObject *copy = copy_json(value, MOST_LEVELS);
        int failed = copy == NULL || PyDict_SetItem(items, key, copy) < 0;
        Py_XDECREF(copy);
        Py_DECREF(value);
        Py_DECREF(key);
        if (failed) {
            return -1;
        }
    }
    return 0;
}

/* Asks Python what an object holds. */
static PyObject *
hold_more(Recorder *recorder, PyObject *kept, const Notes *notes, PyObject *const *values,
          PyObject *payload)
{
    PyObject *more = PyList_New(0);
    for (int i = 0; more != NULL && i < notes->count; i++) {
        const Note *one = &notes->notes[i];
        PyObject *entry = Py_BuildValue("(iOOO)", one->field, one->key, one->raw,
                                        values[one->field]);
        if (entry == NULL || PyList_Append(more, entry) < 0) {
            Py_CLEAR(more);
        }
        Py_XDECREF(entry);
    }
    if (more == NULL) {
        return NULL;
    }
    PyObject *held;
    UNPAUSED(held = PyObject_CallFunctionObjArgs(recorder->hold_more, kept, more, payload, NULL));
    Py_DECREF(more);
    return held;
}

PyObject *
kept_for(State *state, Recorder *recorder, Keeping *const *keepings, int field_count,
         const Pattern *pattern, const Notes *notes, PyObject *const *values, PyObject *unknown,
         PyObject *payload)
{
    PyObject *kept = kept_for_pattern(recorder, field_count, pattern);
    if (kept == NULL) {
        return NULL;
    }
    if ((kept != Py_None && !is_usable(state, kept)) || !is_plain(state, notes, unknown)) {
        Py_SETREF(kept, hold_more(recorder, kept, notes, values,
                                  unknown == NULL ? Py_None : payload));
        return kept;
    }
    PyObject *originals = originals_of(state, kept, keepings, notes);
    Py_DECREF(kept);
    if (originals == NULL || (unknown != NULL && copy_values(unknown) < 0)) {
        Py_XDECREF(originals);
        return NULL;
    }
    PyObject *made = state->kept_type->tp_alloc(state->kept_type, 0);
    if (made == NULL) {
        Py_DECREF(originals);
        return NULL;
    }
    SLOT(made, state->kept_extra_keys) = Py_NewRef(unknown == NULL ? state->no_keys : unknown);
    SLOT(made, state->kept_originals) = originals;
    return made;
}

/* --- putting it back ------------------------------------------------------------------------------ */

int
is_same(State *state, PyObject *one, PyObject *other)
{
    if (one == other) {
        return 1;
    }
    if (PyUnicode_CheckExact(one) && PyUnicode_CheckExact(other)) {
        return PyObject_RichCompareBool(one, other, Py_EQ);
    }
    PyObject *result;
    UNPAUSED(result = PyObject_CallFunctionObjArgs(state->same, one, other, NULL));
    int same = result == NULL ? -1 : PyObject_IsTrue(result);
    Py_XDECREF(result);
    return same;
}

Form
spelling_in(const State *state, PyObject *value)
{
    if (Py_TYPE(value) != state->spelling_type) {
        return LABEL_FORM;
    }
    PyObject *number = SLOT(value, state->spelling_number);
    /* Anybody may set it to something else. */
    long form = number != NULL && PyLong_CheckExact(number) ? PyLong_AsLong(number) : LABEL_FORM;
    if (form < LABEL_FORM || form > UTC_FORM) {
        PyErr_Clear();
        return LABEL_FORM;
    }
    return (Form)form;
}

PyObject *
spelled(State *state, PyObject *value, Form form)
{
    return form == FLOAT_FORM ? as_float(value) : write_date(state, value, form);
}

/* Writes a date or a number in a spelling, where it has that. */
static int
respell(State *state, PyObject *written, PyObject *key, Form form)
{
    PyObject *now = PyDict_GetItemWithError(written, key), *made = NULL;
    PyObject *date = now == NULL || form == FLOAT_FORM ? Py_XNewRef(now) : read_date(state, now);
    if (date != NULL) {
        made = spelled(state, date, form);
        Py_DECREF(date);
    }
    int failed = made == NULL ? PyErr_Occurred() != NULL : PyDict_SetItem(written, key, made) < 0;
    Py_XDECREF(made);
    return failed ? -1 : 0;
}

/* Puts one field back. All that is handed in is owned by the caller. */
static int
restore_field(State *state, PyObject *written, PyObject *written_key, PyObject *expected,
              PyObject *key, PyObject *value)
{
    PyObject *now = PyDict_GetItemWithError(written, written_key);
    if (now == NULL && PyErr_Occurred()) {
        return -1;
    }
    int had = now != NULL;
    now = Py_NewRef(had ? now : state->nothing);
    int same = is_same(state, now, expected);
    Py_DECREF(now);
    if (same <= 0) {
        return same;
    }
    int renames = key != written_key;
    if (renames && (renames = PyObject_RichCompareBool(key, written_key, Py_NE)) < 0) {
        return -1;
    }
    if (had && (renames || value == state->nothing) && PyDict_DelItem(written, written_key) < 0) {
        return -1;
    }
    if (value == state->nothing) {
        return 0;
    }
    PyObject *copy = copy_json(value, MOST_LEVELS);
    if (copy == NULL) {
        return -1;
    }
    /* The key of another field is written as that field is now. */
    int failed = renames ? PyDict_SetDefault(written, key, copy) == NULL
                         : PyDict_SetItem(written, key, copy) < 0;
    Py_DECREF(copy);
    return failed ? -1 : 0;
}

static int
restore_original(State *state, PyObject *original, PyObject *written, int is_spelled)
{
    if (Py_TYPE(original) != state->original_type) {
        return raise_not_plain();
    }
    /* Anybody may set the attributes of an `Original` to something else, so they are held. */
    PyObject *written_key = Py_XNewRef(SLOT(original, state->original_written_key));
    PyObject *expected = Py_XNewRef(SLOT(original, state->original_written));
    PyObject *key = Py_XNewRef(SLOT(original, state->original_key));
    PyObject *value = Py_XNewRef(SLOT(original, state->original_value));
    int failed;
    if (written_key == NULL || expected == NULL || key == NULL || value == NULL) {
        failed = raise_not_plain();
    }
    else if (Py_TYPE(value) == state->spelling_type) {
        failed = is_spelled ? 0
                            : respell(state, written, written_key, spelling_in(state, value));
    }
    else {
        failed = restore_field(state, written, written_key, expected, key, value);
    }
    Py_XDECREF(written_key);
    Py_XDECREF(expected);
    Py_XDECREF(key);
    Py_XDECREF(value);
    return failed;
}

/* Adds the unknown keys, but for those that are written anyway. */
static int
restore_unknown(PyObject *keys, PyObject *written)
{
    Py_ssize_t position = 0;
    PyObject *key, *value;
    int failed = 0;
    while (!failed && PyDict_Next(keys, &position, &key, &value)) {
        Py_INCREF(key);
        Py_INCREF(value);
        int has = PyDict_Contains(written, key);
        if (has == 0) {
            PyObject *copy = copy_json(value, MOST_LEVELS);
            has = copy == NULL ? -1 : PyDict_SetItem(written, key, copy);
            Py_XDECREF(copy);
        }
        failed = has < 0;
        Py_DECREF(value);
        Py_DECREF(key);
    }
    return failed ? -1 : 0;
}

int
restore(State *state, PyObject *kept, PyObject *written, int is_spelled)
{
    if (Py_TYPE(kept) != state->kept_type) {
        return raise_not_plain();
    }
    PyObject *keys = Py_XNewRef(SLOT(kept, state->kept_extra_keys));
    PyObject *originals = Py_XNewRef(SLOT(kept, state->kept_originals));
    int failed = 0;
    if (keys == NULL || originals == NULL || !PyDict_CheckExact(keys)
        || !PyTuple_CheckExact(originals)) {
        failed = raise_not_plain();
    }
    for (Py_ssize_t i = 0; !failed && i < PyTuple_GET_SIZE(originals); i++) {
        failed = restore_original(state, PyTuple_GET_ITEM(originals, i), written, is_spelled);
    }
    if (!failed) {
        failed = restore_unknown(keys, written);
    }
    Py_XDECREF(keys);
    Py_XDECREF(originals);
    return failed;
}
