// Unpacks deflate (RFC 1951) into the memory of the scanner, in one go, knowing how long the result
// is. Whoever calls compares the checksum, and takes zlib for whatever is refused here.
//
// Quicker than zlib by three things: eight bytes of the input are at hand in a register, a look into
// the table gives two literals where both fit its bits, and copies run past their end, 16 bytes at
// a time. So the caller leaves SLACK_BYTES behind the output, and as many readable behind the input.
#include <stdint.h>
#include <wasm_simd128.h>

#define EXPORT(name) __attribute__((export_name(#name)))

enum {
  END_OF_BLOCK = 256,
  FIRST_LENGTH = 257,
  SYMBOLS_MAX = 286,
  DISTANCES_MAX = 30,
  // The fixed codes have two more of each, which mean nothing.
  SYMBOLS_FIXED = 288,
  DISTANCES_FIXED = 32,
  CODE_LENGTHS = 19,
  CODE_BITS_MAX = 15,
  // Bits that one look into a table decides; longer codes need a second look.
  SYMBOL_BITS = 10,
  DISTANCE_BITS = 9,
  CODE_LENGTH_BITS = 7,
  // Entries behind the first 2^bits, for second looks: more than any code can need.
  MORE_ENTRIES = 2048,
  LONGEST_MATCH = 258,
  // One turn writes a few literals and a match, the last 16 bytes at a time.
  SLACK_BYTES = 512,
  REFUSED = -1,
};

// The kinds of blocks.
enum { STORED = 0, FIXED = 1, DYNAMIC = 2 };

// An entry of a table:
//   bits 0-5    how many bits of input it takes, extra bits included
//   bit 6       LITERAL: one or two bytes, bit 12-13 say how many, and stand in 16-31
//   bit 7       SPECIAL: a second table, of as many bits as 12-15 say, from 16-31 on; or the end of
//               the block, if that is zero; or no code at all
//   bits 8-11   how many bits the code itself takes
//   bits 16-31  the length or distance, to which the extra bits are added
typedef uint32_t Entry;

#define LITERAL 0x40u
#define SPECIAL 0x80u
#define NO_CODE (0xffff0000u | SPECIAL)

static Entry symbols[(1 << SYMBOL_BITS) + MORE_ENTRIES];
static Entry distances[(1 << DISTANCE_BITS) + MORE_ENTRIES];
static Entry code_lengths[1 << CODE_LENGTH_BITS];

// What each symbol's entries hold beside the bits of its code.
static Entry symbol_meanings[SYMBOLS_FIXED];
static Entry distance_meanings[DISTANCES_FIXED];
static Entry code_length_meanings[CODE_LENGTHS];

// How many extra bits a length has, counted from FIRST_LENGTH on, and a distance.
static uint32_t length_extra(uint32_t i) { return i < 8 ? 0 : (i - 4) >> 2; }
static uint32_t distance_extra(uint32_t i) { return i < 2 ? 0 : (i - 2) >> 1; }

static void make_meanings(void) {
  for (uint32_t i = 0; i < END_OF_BLOCK; i++) symbol_meanings[i] = i << 16 | 1 << 12 | LITERAL;
  symbol_meanings[END_OF_BLOCK] = SPECIAL;
  for (uint32_t i = 0, base = 3; FIRST_LENGTH + i < SYMBOLS_MAX; base += 1u << length_extra(i++))
    symbol_meanings[FIRST_LENGTH + i] = base << 16 | length_extra(i);
  symbol_meanings[SYMBOLS_MAX - 1] = LONGEST_MATCH << 16;
  symbol_meanings[SYMBOLS_MAX] = symbol_meanings[SYMBOLS_MAX + 1] = NO_CODE;
  for (uint32_t i = 0, base = 1; i < DISTANCES_MAX; base += 1u << distance_extra(i++))
    distance_meanings[i] = base << 16 | distance_extra(i);
  distance_meanings[DISTANCES_MAX] = distance_meanings[DISTANCES_MAX + 1] = NO_CODE;
  for (uint32_t i = 0; i < CODE_LENGTHS; i++) code_length_meanings[i] = i << 16;
}

// The next code of the same length, and the first of the next one: codes are packed from their
// highest bit on, and stand here the other way round.
static uint32_t next_code(uint32_t code, uint32_t length) {
  uint32_t bit = 1u << (length - 1);
  while (code & bit) bit >>= 1;
  return bit == 0 ? 0 : (code & (bit - 1)) | bit;
}

// How many bits a second table needs for the codes that begin as one of `length` does, of which
// `left` of that length are still to come.
static uint32_t second_bits(const uint16_t *counts, uint32_t length, uint32_t left, uint32_t bits) {
  uint32_t more = length - bits;
  for (int32_t room = (1 << more) - (int32_t)left; room > 0 && bits + more < CODE_BITS_MAX;) {
    more++;
    room = room * 2 - counts[bits + more];
  }
  return more;
}

static Entry entry_of(Entry meaning, uint32_t bits) { return (meaning | bits << 8) + bits; }

// Puts the codes of a sorted alphabet into a table, those of more than `bits` into second ones.
static void fill_table(Entry *table, uint32_t bits, const uint16_t *counts, const uint16_t *sorted,
                       const Entry *meanings) {
  uint32_t size = 1u << bits, end = size, second = 0, more = 0, begin = ~0u;
  for (uint32_t length = 1, code = 0, k = 0; length <= CODE_BITS_MAX; length++) {
    for (uint32_t left = counts[length]; left > 0; left--, code = next_code(code, length)) {
      Entry meaning = meanings[sorted[k++]];
      if (length <= bits) {
        for (uint32_t i = code; i < size; i += 1u << length) table[i] = entry_of(meaning, length);
        continue;
      }
      if ((code & (size - 1)) != begin) {
        begin = code & (size - 1);
        more = second_bits(counts, length, left, bits);
        second = end;
        end += 1u << more;
        table[begin] = second << 16 | more << 12 | SPECIAL | bits;
      }
      uint32_t rest = length - bits;
      for (uint32_t i = code >> bits; i < 1u << more; i += 1u << rest)
        table[second + i] = entry_of(meaning, rest);
    }
  }
}

// Makes the table of a code from the lengths of its symbols. False where they make none, by the
// rules of zlib: it is complete, or a single code of one bit where that is allowed, or has none.
static int make_table(Entry *table, uint32_t bits, const uint8_t *lengths, uint32_t symbols_count,
                      const Entry *meanings, int is_single_allowed) {
  uint16_t counts[CODE_BITS_MAX + 1] = {0}, offsets[CODE_BITS_MAX + 2] = {0};
  uint16_t sorted[SYMBOLS_FIXED];
  for (uint32_t i = 0; i < symbols_count; i++) counts[lengths[i]]++;
  counts[0] = 0;
  int32_t room = 1;
  for (uint32_t i = 1; i <= CODE_BITS_MAX; i++) {
    room = room * 2 - counts[i];
    if (room < 0) return 0;
    offsets[i + 1] = offsets[i] + counts[i];
  }
  uint32_t used = offsets[CODE_BITS_MAX + 1];
  int is_single = is_single_allowed && used == 1 && counts[1] == 1;
  if (room > 0 && used > 0 && !is_single) return 0;
  for (uint32_t i = 0; i < symbols_count; i++)
    if (lengths[i] != 0) sorted[offsets[lengths[i]]++] = (uint16_t)i;
  if (room > 0)
    for (uint32_t i = 0; i < 1u << bits; i++) table[i] = NO_CODE;
  fill_table(table, bits, counts, sorted, meanings);
  return 1;
}

// Joins two literals into one entry where the codes of both fit its bits. From the end on, since the
// second is looked up at a smaller index, where entries have to be single still.
static void pair_literals(void) {
  for (uint32_t i = (1u << SYMBOL_BITS) - 1; i > 0; i--) {
    Entry first = symbols[i];
    if (!(first & LITERAL)) continue;
    uint32_t bits = first & 63;
    Entry second = symbols[i >> bits];
    if (!(second & LITERAL) || bits + (second & 63) > SYMBOL_BITS) continue;
    uint32_t both = (first >> 16 & 0xff) | (second >> 16 & 0xff) << 8;
    symbols[i] = both << 16 | 2 << 12 | LITERAL | (bits + (second & 63));
  }
}

// The input: `bits` holds the next ones, lowest first, at least `held` of them.
typedef struct {
  const uint8_t *at, *end;
  uint64_t bits;
  uint32_t held;
} Input;

// At least 56 bits are held then. The bytes of which only a part fits are read again next time.
static inline void refill(Input *in) {
  uint64_t next;
  __builtin_memcpy(&next, in->at, 8);
  in->bits |= next << in->held;
  in->at += (63 - in->held) >> 3;
  in->held |= 56;
}

static inline uint32_t peek(const Input *in, uint32_t count) {
  return (uint32_t)in->bits & ((1u << count) - 1);
}

static inline void drop(Input *in, uint32_t count) {
  in->bits >>= count;
  in->held -= count;
}

static inline uint32_t take(Input *in, uint32_t count) {
  uint32_t value = peek(in, count);
  drop(in, count);
  return value;
}

// The length or distance of an entry with its extra bits.
static inline uint32_t take_value(Input *in, Entry entry) {
  uint32_t code_bits = entry >> 8 & 15, extra = (entry & 63) - code_bits;
  uint32_t value = (entry >> 16) + ((uint32_t)(in->bits >> code_bits) & ((1u << extra) - 1));
  drop(in, entry & 63);
  return value;
}

// Whether the input has been read beyond its end: so far only bytes that are readable.
static inline int is_past_end(const Input *in) { return in->at > in->end + 8; }

static int make_fixed_tables(void) {
  uint8_t lengths[SYMBOLS_FIXED];
  for (uint32_t i = 0; i < SYMBOLS_FIXED; i++) lengths[i] = i < 144 ? 8 : i < 256 ? 9 : i < 280 ? 7 : 8;
  make_table(symbols, SYMBOL_BITS, lengths, SYMBOLS_FIXED, symbol_meanings, 0);
  for (uint32_t i = 0; i < DISTANCES_FIXED; i++) lengths[i] = 5;
  make_table(distances, DISTANCE_BITS, lengths, DISTANCES_FIXED, distance_meanings, 0);
  return 1;
}

static int read_tables(Input *in) {
  static const uint8_t order[CODE_LENGTHS] = {16, 17, 18, 0, 8, 7, 9, 6, 10, 5,
                                              11, 4,  12, 3, 13, 2, 14, 1, 15};
  uint32_t symbols_count = take(in, 5) + 257, distances_count = take(in, 5) + 1;
  uint32_t given = take(in, 4) + 4, all = symbols_count + distances_count;
  if (symbols_count > SYMBOLS_MAX || distances_count > DISTANCES_MAX) return 0;
  uint8_t own[CODE_LENGTHS] = {0}, lengths[SYMBOLS_MAX + DISTANCES_MAX];
  for (uint32_t i = 0; i < given; i++) {
    refill(in);
    own[order[i]] = (uint8_t)take(in, 3);
  }
  if (!make_table(code_lengths, CODE_LENGTH_BITS, own, CODE_LENGTHS, code_length_meanings, 0)) return 0;
  for (uint32_t i = 0; i < all;) {
    refill(in);
    Entry entry = code_lengths[peek(in, CODE_LENGTH_BITS)];
    if (entry & SPECIAL || is_past_end(in)) return 0;
    drop(in, entry & 63);
    uint32_t symbol = entry >> 16, repeats = 1;
    uint8_t length = (uint8_t)symbol;
    if (symbol == 16) {
      if (i == 0) return 0;
      length = lengths[i - 1];
      repeats = 3 + take(in, 2);
    } else if (symbol > 16) {
      length = 0;
      repeats = symbol == 17 ? 3 + take(in, 3) : 11 + take(in, 7);
    }
    if (repeats > all - i) return 0;
    while (repeats-- > 0) lengths[i++] = length;
  }
  const uint8_t *of_distances = lengths + symbols_count;
  if (!make_table(symbols, SYMBOL_BITS, lengths, symbols_count, symbol_meanings, 1)) return 0;
  pair_literals();
  return make_table(distances, DISTANCE_BITS, of_distances, distances_count, distance_meanings, 1);
}

// Copies what is stored as it is. Null where it is refused.
static uint8_t *copy_stored(Input *in, uint8_t *out, const uint8_t *out_end) {
  const uint8_t *from = in->at - (in->held >> 3);
  if (from + 4 > in->end) return 0;
  uint32_t length = from[0] | from[1] << 8, check = from[2] | from[3] << 8;
  from += 4;
  if (length != (check ^ 0xffff) || length > (uint32_t)(in->end - from)) return 0;
  if (length > (uint32_t)(out_end - out)) return 0;
  __builtin_memcpy(out, from, length);
  *in = (Input){.at = from + length, .end = in->end};
  return out + length;
}

// Both may overlap where the distance is short: what was just written is then read again.
static inline void copy_match(uint8_t *to, uint32_t distance, const uint8_t *end) {
  const uint8_t *from = to - distance;
  if (distance < 16) {
    do *to++ = *from++; while (to < end);
    return;
  }
  do {
    wasm_v128_store(to, wasm_v128_load(from));
    wasm_v128_store(to + 16, wasm_v128_load(from + 16));
    to += 32;
    from += 32;
  } while (to < end);
}

static inline uint8_t *put_literals(uint8_t *out, Entry entry) {
  uint16_t bytes = (uint16_t)(entry >> 16);
  __builtin_memcpy(out, &bytes, 2);
  return out + (entry >> 12 & 3);
}

// Unpacks a block with the tables that are there. Null where it is refused. A turn needs 3 times
// SYMBOL_BITS for literals, and for a match, after another refill, 15 + 5 and 15 + 13 bits.
static uint8_t *unpack_block(Input *input, const uint8_t *start, uint8_t *out, const uint8_t *out_end) {
  Input in = *input;
  for (;;) {
    if (is_past_end(&in) || out > out_end) return 0;
    refill(&in);
    Entry entry = symbols[peek(&in, SYMBOL_BITS)];
    // The next look is begun before the last one's bytes are written: it takes the time.
    for (uint32_t i = 0; i < 3 && entry & LITERAL; i++) {
      Entry literals = entry;
      drop(&in, literals & 63);
      entry = symbols[peek(&in, SYMBOL_BITS)];
      out = put_literals(out, literals);
    }
    if (entry & LITERAL) continue;
    refill(&in);
    if (entry & SPECIAL) {
      if (entry >= NO_CODE) return 0;
      drop(&in, entry & 63);
      if (entry >> 16 == 0) break;
      entry = symbols[(entry >> 16) + peek(&in, entry >> 12 & 15)];
      if (entry & LITERAL) {
        drop(&in, entry & 63);
        out = put_literals(out, entry);
        continue;
      }
      if (entry >= NO_CODE) return 0;
      if (entry & SPECIAL) {
        drop(&in, entry & 63);
        break;
      }
    }
    uint32_t length = take_value(&in, entry);
    entry = distances[peek(&in, DISTANCE_BITS)];
    if (entry & SPECIAL) {
      if (entry >= NO_CODE) return 0;
      drop(&in, entry & 63);
      entry = distances[(entry >> 16) + peek(&in, entry >> 12 & 15)];
      if (entry & SPECIAL) return 0;
    }
    uint32_t distance = take_value(&in, entry);
    if (distance > (uint32_t)(out - start)) return 0;
    copy_match(out, distance, out + length);
    out += length;
  }
  *input = in;
  return out;
}

// Unpacks what stands from `from` to `from_end`, all of it, into exactly the bytes from `to` to
// `to_end`. Answers how many they are, or REFUSED.
EXPORT(inflate) int32_t inflate(const uint8_t *from, const uint8_t *from_end, uint8_t *to, const uint8_t *to_end) {
  Input in = {.at = from, .end = from_end};
  uint8_t *out = to;
  make_meanings();
  for (uint32_t is_last = 0; !is_last;) {
    refill(&in);
    is_last = take(&in, 1);
    uint32_t kind = take(&in, 2);
    if (kind == STORED) out = copy_stored(&in, out, to_end);
    else if (kind == FIXED && make_fixed_tables()) out = unpack_block(&in, to, out, to_end);
    else if (kind == DYNAMIC && read_tables(&in)) out = unpack_block(&in, to, out, to_end);
    else return REFUSED;
    if (out == 0) return REFUSED;
  }
  if (in.at - (in.held >> 3) != from_end || out != to_end) return REFUSED;
  return (int32_t)(out - to);
}
