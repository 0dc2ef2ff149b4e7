/* The shortest digits of a float: of all decimal numbers that are read as it, one of the fewest digits,
   and of those the nearest. Raffaello Giulietti, "The Schubfach way to render doubles" (2020); k, h
   and the four candidates are those of the paper. */

#include "floats.h"
#include <math.h>

#define MOST_LONG_DIGITS 17

/* --- powers of ten ------------------------------------------------------------------------------ */

#define LEAST_POWER -292
#define GREATEST_POWER 324
#define LIMBS 26 /* of 32 bits: 5 to the 324th has 753, and 2 to the 831st over 5 to the 292nd 153 */

/* The 128 highest bits of a number, the first of which is set. */
typedef struct {
    uint64_t high, low;
} Wide;

/* 10 to each power, rounded up; the paper shows that 126 bits are enough. */
static Wide powers_of_ten[GREATEST_POWER - LEAST_POWER + 1];

/* Gives the highest bits of a number in limbs, the lowest first. */
static Wide
highest_bits(const uint32_t *limbs, int is_exact)
{
    int top = LIMBS - 1, shift = 0;
    while (limbs[top] == 0) {
        top--;
    }
    while (!((limbs[top] << shift) & 0x80000000u)) {
        shift++;
    }
    uint64_t words[4];
    for (int i = 0; i < 4; i++) {
        uint64_t limb = top >= i ? limbs[top - i] : 0, next = top > i ? limbs[top - i - 1] : 0;
        words[i] = ((limb << 32 | next) << shift) >> 32;
    }
    Wide wide = {words[0] << 32 | words[1], words[2] << 32 | words[3]};
    if (!is_exact) {
        wide.low++;
        wide.high += wide.low == 0;
    }
    return wide;
}

void
make_powers_of_ten(void)
{
    uint32_t limbs[LIMBS] = {1};
    for (int power = 0; power <= GREATEST_POWER; power++) {
        powers_of_ten[power - LEAST_POWER] = highest_bits(limbs, power <= 55);
        uint64_t carry = 0;
        for (int i = 0; i < LIMBS; i++) {
            carry += (uint64_t)limbs[i] * 5;
            limbs[i] = (uint32_t)carry;
            carry >>= 32;
        }
    }
    memset(limbs, 0, sizeof(limbs));
    limbs[LIMBS - 1] = 0x80000000u;
    for (int power = -1; power >= LEAST_POWER; power--) {
        uint64_t left = 0;
        for (int i = LIMBS - 1; i >= 0; i--) {
            left = left << 32 | limbs[i];
            limbs[i] = (uint32_t)(left / 5);
            left %= 5;
        }
        powers_of_ten[power - LEAST_POWER] = highest_bits(limbs, 0);
    }
}

/* --- digits ------------------------------------------------------------------------------------- */

/* A decimal number: digits times 10 to a power. */
typedef struct {
    uint64_t digits;
    int power;
} Decimal;

static inline Wide
product(uint64_t a, uint64_t b)
{
#ifdef __SIZEOF_INT128__
    unsigned __int128 whole = (unsigned __int128)a * b;
    return (Wide){(uint64_t)(whole >> 64), (uint64_t)whole};
#else
    uint64_t low = (a & 0xFFFFFFFFu) * (b & 0xFFFFFFFFu), across = (a >> 32) * (b & 0xFFFFFFFFu);
    uint64_t middle = (a & 0xFFFFFFFFu) * (b >> 32) + (across & 0xFFFFFFFFu) + (low >> 32);
    uint64_t high = (a >> 32) * (b >> 32) + (across >> 32) + (middle >> 32);
    return (Wide){high, middle << 32 | (low & 0xFFFFFFFFu)};
#endif
}

/* Gives the integer part of a product with a power of ten; odd when a fraction was cut off. */
static inline uint64_t
scaled(Wide power, uint64_t number)
{
    uint64_t carried = product(power.low, number).high;
    Wide upper = product(power.high, number);
    uint64_t fraction = upper.low + carried;
    return (upper.high + (fraction < carried)) | (fraction > 1);
}

/* Gives the shortest decimal number, apart from zeros at its end, of a float that is positive. */
static Decimal
shortest(double number)
{
    uint64_t bits;
    memcpy(&bits, &number, sizeof(bits));
    uint64_t fraction = bits & 0xFFFFFFFFFFFFFu, exponent = bits >> 52;
    uint64_t c = exponent == 0 ? fraction : fraction | (uint64_t)1 << 52;
    int q = exponent == 0 ? -1074 : (int)exponent - 1075;
    if (q <= 0 && q > -53 && (c & (((uint64_t)1 << -q) - 1)) == 0) {
        return (Decimal){c >> -q, 0};
    }
    /* The float below a power of two is half as far away as that above. */
    int is_near = fraction == 0 && exponent > 1, is_odd = c & 1;
    int k = (int)((q * (int64_t)1262611 - (is_near ? 524031 : 0)) >> 22);
    int h = q + (int)((-k * (int64_t)1741647) >> 19) + 1;
    Wide power = powers_of_ten[-k - LEAST_POWER];
    uint64_t lower = scaled(power, (4 * c - 2 + is_near) << h) + is_odd;
    uint64_t value = scaled(power, (4 * c) << h);
    uint64_t upper = scaled(power, (4 * c + 2) << h) - is_odd;
    uint64_t s = value / 4;
    if (s >= 10) {
        uint64_t tens = s / 10;
        int is_below = lower <= 40 * tens, is_above = 40 * tens + 40 <= upper;
        if (is_below != is_above) {
            return (Decimal){tens + is_above, k + 1};
        }
    }
    int is_below = lower <= 4 * s, is_above = 4 * s + 4 <= upper;
    if (is_below != is_above) {
        return (Decimal){s + is_above, k};
    }
    uint64_t middle = 4 * s + 2;
    return (Decimal){s + (value > middle || (value == middle && (s & 1))), k};
}

static const char pairs[] = "00010203040506070809101112131415161718192021222324252627282930313233343536"
                            "37383940414243444546474849505152535455565758596061626364656667686970717273"
                            "7475767778798081828384858687888990919293949596979899";

static inline void
put_pair(char *place, uint32_t number)
{
    memcpy(place, pairs + 2 * number, 2);
}

/* Writes eight digits. The divisions do not wait for each other. */
static inline void
put_eight(char *place, uint32_t number)
{
    uint32_t high = number / 10000, low = number % 10000;
    put_pair(place, high / 100);
    put_pair(place + 2, high % 100);
    put_pair(place + 4, low / 100);
    put_pair(place + 6, low % 100);
}

char *
put_digits_before(char *end, uint64_t number)
{
    for (; number >= 100000000; number /= 100000000) {
        put_eight(end -= 8, (uint32_t)(number % 100000000));
    }
    uint32_t rest = (uint32_t)number;
    for (; rest >= 100; rest /= 100) {
        put_pair(end -= 2, rest % 100);
    }
    if (rest >= 10) {
        put_pair(end -= 2, rest);
        return end;
    }
    *--end = (char)('0' + rest);
    return end;
}

/* --- text --------------------------------------------------------------------------------------- */

static inline Decimal
without_zeros(Decimal number)
{
    if (number.digits % 100000000 == 0) {
        number.digits /= 100000000;
        number.power += 8;
    }
    while (number.digits % 10 == 0) {
        number.digits /= 10;
        number.power++;
    }
    return number;
}

/* Copies digits, and what stands behind them: a fixed number of bytes takes less time. */
static inline char *
put_digits(char *place, const char *digits, int count)
{
    memcpy(place, digits, MOST_LONG_DIGITS);
    return place + count;
}

char *
put_float(char *place, double number)
{
    if (signbit(number)) {
        *place++ = '-';
    }
    if (number == 0) {
        memcpy(place, "0.0", 3);
        return place + 3;
    }
    Decimal decimal = without_zeros(shortest(fabs(number)));
    char room[2 * MOST_LONG_DIGITS] = {0}, *end = room + MOST_LONG_DIGITS;
    char *begin = put_digits_before(end, decimal.digits);
    int count = (int)(end - begin), before = count + decimal.power; /* digits before the point */
    if (before <= 0 && before > -4) {
        memcpy(place, "0.000", 5);
        return put_digits(place + 2 - before, begin, count);
    }
    if (before > 0 && before < count) {
        place = put_digits(place, begin, before);
        *place++ = '.';
        return put_digits(place, begin + before, count - before);
    }
    if (before > 0 && before <= 16) {
        memset(put_digits(place, begin, count), '0', 16);
        memcpy(place + before, ".0", 2);
        return place + before + 2;
    }
    int exponent = before - 1;
    *place++ = *begin;
    if (count > 1) {
        *place++ = '.';
        place = put_digits(place, begin + 1, count - 1);
    }
    *place++ = 'e';
    *place++ = exponent < 0 ? '-' : '+';
    exponent = abs(exponent);
    if (exponent >= 100) {
        *place++ = (char)('0' + exponent / 100);
    }
    put_pair(place, (uint32_t)exponent % 100);
    return place + 2;
}
