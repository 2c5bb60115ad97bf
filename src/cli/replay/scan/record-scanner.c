// Finds the records of a CloudTrail log file, `{"Records":[{…},{…}]}`, without parsing them: 64
// bytes at a time, strings and escapes told apart exactly (the method of simdjson, Langdale and
// Lemire 2019). Only records whose top-level keys are all known, with one plain `eventName` that is
// not wanted, are skipped and counted; every other record is reported, to be parsed.
//
// Two passes over a few thousand bytes at a time: the first writes down where the brackets and
// commas are, the second walks over them. A walk that never waits for bytes repeats itself from
// record to record, which the processor learns to foresee.
//
// Compiled once; the result lies beside this file (Debian packages clang 14 and lld):
//   clang --target=wasm32 -O3 -msimd128 -mbulk-memory -nostdlib -Wall -Wextra -Wl,--no-entry \
//     -Wl,--strip-all -o record-scanner.wasm record-scanner.c inflate.c \
//     checksum.c
#include <stdint.h>
#include <wasm_simd128.h>

#define EXPORT(name) __attribute__((export_name(#name)))

enum {
  BLOCK_BYTES = 64,
  // What is walked at once; its marks stay in the processor's nearest cache.
  BATCH_BYTES = 4096,
  // How far behind a batch a key and its value may reach: white space before the key, the key, white
  // space around the colon, the name. More white space than that is reported.
  LOOKAHEAD_BYTES = 512,
  BLANKS_MAX = 128,
  // Longest eventName that is looked at; AWS's are below 64.
  NAME_BYTES_MAX = 128,
  // Brackets in one another: as many as the stack has bits, less the two around the records.
  DEPTH_MAX = 60,
  TEXTS_MAX = 64,
  // With its quotes: a key is compared in two steps of 16 bytes.
  KEY_BYTES_MAX = 32,
  TEXT_BYTES_MAX = 64,
  NAME_HASHES = 1024,
  SPANS_MAX = 4096,
  // At most every second byte can end a record.
  SPANS_PER_BATCH_MAX = BATCH_BYTES / 2,
  LIST_DEPTH = 2,
  RECORD_DEPTH = 3,
};

// What `scan` answers.
enum { NEEDS_BYTES = 0, SPANS_FULL = 1, LIST_ENDED = 2, UNSAFE = 3 };

typedef struct {
  uint32_t length;
  uint8_t bytes[TEXT_BYTES_MAX];
} Text;

typedef struct {
  uint32_t start, end;
} Span;

// Written by the caller: the known top-level keys with their quotes (the first is "eventName"), and
// the wanted names.
static Text keys[TEXTS_MAX];
static uint32_t key_count;
static Text names[TEXTS_MAX];
static uint32_t name_count;
// Whether a wanted name has this hash, so that the others are told without looking at each.
static uint8_t is_hash_wanted[NAME_HASHES];

// Read by the caller.
static Span spans[SPANS_MAX];
static uint32_t span_count;
static uint32_t skipped_count;
static uint32_t record_start;
static uint32_t position;

static uint64_t in_string; // all ones where the block begins inside a string
static uint64_t is_escaped; // 1 where the first byte of the block is escaped
static uint64_t array_bits; // per open bracket, innermost lowest: whether it is an array
static uint32_t depth;
static uint32_t is_odd, is_wanted, name_seen_count, next_key;

// Where brackets and commas are; a block writes four at a time.
static uint32_t marks[BATCH_BYTES + 4];

extern uint8_t __heap_base;

static uint32_t hash_of(const uint8_t *name, uint32_t length) {
  uint32_t hash = length;
  for (uint32_t i = 0; i < 4; i++) hash = hash * 31 + name[length * i / 4];
  return hash % NAME_HASHES;
}

EXPORT(bytes) uint8_t *bytes_address(void) { return &__heap_base; }
EXPORT(spans) Span *spans_address(void) { return spans; }
EXPORT(spanCount) uint32_t get_span_count(void) { return span_count; }
EXPORT(skippedCount) uint32_t get_skipped_count(void) { return skipped_count; }
EXPORT(recordStart) uint32_t get_record_start(void) { return record_start; }
EXPORT(position) uint32_t get_position(void) { return position; }
EXPORT(addKey) Text *add_key(uint32_t length) { keys[key_count].length = length; return &keys[key_count++]; }
EXPORT(addName) Text *add_name(uint32_t length) { names[name_count].length = length; return &names[name_count++]; }

// Begins a file, whose list of records begins behind `at`.
EXPORT(begin) void begin(uint32_t at) {
  position = record_start = at;
  in_string = is_escaped = 0;
  array_bits = 1;
  depth = LIST_DEPTH;
  span_count = skipped_count = 0;
  for (uint32_t i = 0; i < name_count; i++) is_hash_wanted[hash_of(names[i].bytes, names[i].length)] = 1;
}

// The bytes have been moved to the front by so many.
EXPORT(moved) void moved(uint32_t by) {
  position -= by;
  record_start -= by;
}

EXPORT(drained) void drained(void) { span_count = 0; }

static int is_blank(uint8_t c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; }

static inline const uint8_t *skip_blanks(const uint8_t *at, uint32_t max) {
  for (const uint8_t *end = at + max; at < end && is_blank(*at);) at++;
  return at;
}

static inline int is_next(const uint8_t *at, uint8_t a, uint8_t b) {
  at = skip_blanks(at, LOOKAHEAD_BYTES / 2);
  return *at == a || *at == b;
}

static inline v128_t is(v128_t v, uint8_t c) { return wasm_i8x16_eq(v, wasm_i8x16_splat((int8_t)c)); }

static inline v128_t is_within(v128_t v, uint8_t from, uint8_t to) {
  v128_t above = wasm_i8x16_sub(v, wasm_i8x16_splat((int8_t)from));
  return wasm_u8x16_le(above, wasm_u8x16_splat(to - from));
}

// How many letters and digits stand at `at`; past NAME_BYTES_MAX they are not counted exactly.
static inline uint32_t alphanumeric_count(const uint8_t *at) {
  for (uint32_t count = 0; count <= NAME_BYTES_MAX; count += 16) {
    v128_t v = wasm_v128_load(at + count);
    v128_t letters = is_within(wasm_v128_or(v, wasm_i8x16_splat(0x20)), 'a', 'z');
    uint32_t others = ~wasm_i8x16_bitmask(wasm_v128_or(letters, is_within(v, '0', '9')));
    if ((others & 0xffff) != 0) return count + (uint32_t)__builtin_ctz(others);
  }
  return NAME_BYTES_MAX + 1;
}

static int is_text(const uint8_t *at, const Text *text) {
  for (uint32_t i = 0; i < text->length; i++)
    if (at[i] != text->bytes[i]) return 0;
  return 1;
}

static int is_name_wanted(const uint8_t *name, uint32_t length) {
  if (!is_hash_wanted[hash_of(name, length)]) return 0;
  for (uint32_t i = 0; i < name_count; i++)
    if (names[i].length == length && is_text(name, &names[i])) return 1;
  return 0;
}

// A name of letters and digits is what it looks like; anything else may mean something else.
static inline void look_at_name(const uint8_t *at) {
  name_seen_count++;
  at = skip_blanks(at, BLANKS_MAX / 4);
  if (*at++ != ':') { is_odd = 1; return; }
  at = skip_blanks(at, BLANKS_MAX / 4);
  if (*at++ != '"') { is_odd = 1; return; }
  uint32_t length = alphanumeric_count(at);
  if (length == 0 || length > NAME_BYTES_MAX || at[length] != '"') { is_odd = 1; return; }
  if (is_name_wanted(at, length)) is_wanted = 1;
}

// So many bytes of ones, from KEY_BYTES_MAX less on.
static const uint8_t ones[2 * KEY_BYTES_MAX] = {[0 ... KEY_BYTES_MAX - 1] = 0xff};

static inline int is_key(const uint8_t *at, const Text *key) {
  const uint8_t *mask = ones + KEY_BYTES_MAX - key->length;
  v128_t first = wasm_v128_xor(wasm_v128_load(at), wasm_v128_load(key->bytes));
  v128_t second = wasm_v128_xor(wasm_v128_load(at + 16), wasm_v128_load(key->bytes + 16));
  first = wasm_v128_and(first, wasm_v128_load(mask));
  second = wasm_v128_and(second, wasm_v128_load(mask + 16));
  return !wasm_v128_any_true(wasm_v128_or(first, second));
}

// Looks at the key of a record that begins behind a brace or comma. Records have their keys in one
// order mostly, so the search goes on from where the last key was found.
static inline void look_at_key(const uint8_t *at) {
  at = skip_blanks(at, BLANKS_MAX);
  for (uint32_t tries = 0, i = next_key; tries < key_count; tries++, i++) {
    if (i >= key_count) i -= key_count;
    if (!is_key(at, &keys[i])) continue;
    next_key = i + 1;
    if (i == 0) look_at_name(at + keys[0].length);
    return;
  }
  is_odd = 1;
}

static inline void begin_record(const uint8_t *bytes, uint32_t start) {
  record_start = start;
  is_odd = is_wanted = name_seen_count = 0;
  look_at_key(bytes + start + 1);
}

static inline void end_record(uint32_t end) {
  if (is_odd || is_wanted || name_seen_count != 1) spans[span_count++] = (Span){record_start, end};
  else skipped_count++;
  record_start = end;
}

// Walks over the marks of a batch: which bracket closes which, and at the top of a record its keys.
static int walk(const uint8_t *bytes, uint32_t count) {
  uint64_t arrays = array_bits;
  uint32_t open = depth;
  for (uint32_t i = 0; i < count; i++) {
    uint32_t at = marks[i];
    uint8_t c = bytes[at];
    if (c == ',') {
      // Deep inside a record they separate nothing that is looked at.
      if (open > RECORD_DEPTH) continue;
      if (open == RECORD_DEPTH) look_at_key(bytes + at + 1);
      else if (!is_next(bytes + at + 1, '{', '{')) return UNSAFE;
    } else if (c == '{' || c == '[') {
      if (open == DEPTH_MAX || (open == LIST_DEPTH && c != '{')) return UNSAFE;
      if (open == LIST_DEPTH) begin_record(bytes, at);
      arrays = arrays << 1 | (c == '[');
      open++;
    } else {
      if (c != (arrays & 1 ? ']' : '}')) return UNSAFE;
      arrays >>= 1;
      open--;
      if (open > LIST_DEPTH) continue;
      if (open < LIST_DEPTH) { position = at + 1; return LIST_ENDED; }
      end_record(at + 1);
      if (!is_next(bytes + at + 1, ',', ']')) return UNSAFE;
    }
  }
  array_bits = arrays;
  depth = open;
  return NEEDS_BYTES;
}

// Which bytes are escaped by the backslashes of a block.
static uint64_t escaped_bits(uint64_t backslashes) {
  uint64_t escaped = is_escaped;
  backslashes &= ~escaped;
  is_escaped = 0;
  while (backslashes != 0) {
    int at = __builtin_ctzll(backslashes);
    if (at == 63) { is_escaped = 1; break; }
    escaped |= 2ull << at;
    backslashes &= ~(3ull << at);
  }
  return escaped;
}

// Which bytes are inside strings: as many quotes before them as is odd.
static inline uint64_t string_bits(uint64_t quotes) {
  for (int shift = 1; shift < 64; shift <<= 1) quotes ^= quotes << shift;
  quotes ^= in_string;
  in_string = (uint64_t)((int64_t)quotes >> 63);
  return quotes;
}

static inline uint64_t bits_of(v128_t a, v128_t b, v128_t c, v128_t d) {
  return (uint64_t)wasm_i8x16_bitmask(a) | (uint64_t)wasm_i8x16_bitmask(b) << 16 |
         (uint64_t)wasm_i8x16_bitmask(c) << 32 | (uint64_t)wasm_i8x16_bitmask(d) << 48;
}

// Commas and the four brackets. With these bits set all brackets are 0x7f, and so are y, Y, _ and
// DEL: where one of those stands outside strings the file is not JSON, and the walk says so.
static inline v128_t is_mark(v128_t v) {
  return wasm_v128_or(is(v, ','), is(wasm_v128_or(v, wasm_i8x16_splat(0x26)), 0x7f));
}

// The brackets and commas of a block that stand outside strings.
static inline uint64_t mark_bits(const uint8_t *at) {
  v128_t a = wasm_v128_load(at), b = wasm_v128_load(at + 16);
  v128_t c = wasm_v128_load(at + 32), d = wasm_v128_load(at + 48);
  uint64_t quotes = bits_of(is(a, '"'), is(b, '"'), is(c, '"'), is(d, '"'));
  v128_t e = is(a, '\\'), f = is(b, '\\'), g = is(c, '\\'), h = is(d, '\\');
  v128_t backslashes = wasm_v128_or(wasm_v128_or(e, f), wasm_v128_or(g, h));
  if (is_escaped || wasm_v128_any_true(backslashes)) quotes &= ~escaped_bits(bits_of(e, f, g, h));
  return bits_of(is_mark(a), is_mark(b), is_mark(c), is_mark(d)) & ~string_bits(quotes);
}

// Writes down the marks from `start` to `end`, and says how many they are.
static inline uint32_t find_marks(const uint8_t *bytes, uint32_t start, uint32_t end) {
  uint32_t count = 0;
  for (uint32_t at = start; at < end; at += BLOCK_BYTES) {
    uint64_t left = mark_bits(bytes + at);
    uint32_t next = count + (uint32_t)__builtin_popcountll(left);
    // Four at a time, whether there are as many or not: mostly there are, and a loop that ends as
    // often here as there costs more than what is written in vain.
    do {
      for (uint32_t i = 0; i < 4; i++, left &= left - 1)
        marks[count++] = at + (uint32_t)__builtin_ctzll(left);
    } while (left != 0);
    count = next;
  }
  return count;
}

// Goes on up to `end`, behind which LOOKAHEAD_BYTES must be readable: bytes of the file that come
// later, or blanks where it ends.
EXPORT(scan) int scan(uint32_t end) {
  const uint8_t *bytes = &__heap_base;
  while (position + BLOCK_BYTES <= end) {
    if (span_count + SPANS_PER_BATCH_MAX > SPANS_MAX) return SPANS_FULL;
    uint32_t stop = position + BATCH_BYTES;
    if (stop > end) stop = end - (end - position) % BLOCK_BYTES;
    int answer = walk(bytes, find_marks(bytes, position, stop));
    if (answer != NEEDS_BYTES) return answer;
    position = stop;
  }
  return NEEDS_BYTES;
}
