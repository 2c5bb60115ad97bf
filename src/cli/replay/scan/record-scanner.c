// Finds the records of a CloudTrail log file, `{"Records":[{…},{…}]}`, without parsing them: 64
// bytes at a time, strings and escapes told apart exactly (the method of simdjson, Langdale and
// Lemire 2019). Only records whose top-level keys are all known, with one plain `eventName` that is
// not wanted, are skipped and counted; every other record is reported, to be parsed.
//
// Compiled once; the result lies beside this file (Debian packages clang 14 and lld):
//   clang --target=wasm32 -O3 -msimd128 -mbulk-memory -nostdlib -Wall -Wextra -Wl,--no-entry \
//     -Wl,--strip-all -o record-scanner.wasm record-scanner.c
#include <stdint.h>
#include <wasm_simd128.h>

#define EXPORT(name) __attribute__((export_name(#name)))

enum {
  BLOCK_BYTES = 64,
  // How far behind a block a key and its value may reach; more white space than that is reported.
  LOOKAHEAD_BYTES = 512,
  // Longest eventName that is looked at; AWS's are below 64.
  NAME_BYTES_MAX = 128,
  // Brackets in one another: as many as the stack has bits, less the two around the records.
  DEPTH_MAX = 60,
  TEXTS_MAX = 64,
  TEXT_BYTES_MAX = 64,
  SPANS_MAX = 4096,
  // In one block at most every second byte can end a record.
  SPANS_PER_BLOCK_MAX = 32,
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

// Written by the caller: the known top-level keys with their quotes (the first is "eventName"), each
// of at least eight bytes, and the wanted names.
static Text keys[TEXTS_MAX];
static uint32_t key_count;
static Text names[TEXTS_MAX];
static uint32_t name_count;

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

extern uint8_t __heap_base;

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
}

// The bytes have been moved to the front by so many.
EXPORT(moved) void moved(uint32_t by) {
  position -= by;
  record_start -= by;
}

EXPORT(drained) void drained(void) { span_count = 0; }

static int is_blank(uint8_t c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; }

static inline const uint8_t *skip_blanks(const uint8_t *at, const uint8_t *end) {
  while (at < end && is_blank(*at)) at++;
  return at;
}

static inline int is_text(const uint8_t *at, const uint8_t *text, uint32_t length) {
  for (uint32_t i = 0; i < length; i++)
    if (at[i] != text[i]) return 0;
  return 1;
}

static int is_alphanumeric(uint8_t c) {
  uint8_t lower = c | 0x20;
  return (lower >= 'a' && lower <= 'z') || (c >= '0' && c <= '9');
}

// A name of letters and digits is what it looks like; anything else may mean something else.
static void look_at_name(const uint8_t *at, const uint8_t *end) {
  name_seen_count++;
  at = skip_blanks(at, end);
  if (*at != ':') { is_odd = 1; return; }
  at = skip_blanks(at + 1, end);
  if (*at != '"') { is_odd = 1; return; }
  const uint8_t *name = ++at;
  while (at < end && is_alphanumeric(*at)) at++;
  uint32_t length = (uint32_t)(at - name);
  if (length == 0 || length > NAME_BYTES_MAX || *at != '"') { is_odd = 1; return; }
  for (uint32_t i = 0; i < name_count; i++)
    if (names[i].length == length && is_text(name, names[i].bytes, length)) is_wanted = 1;
}

static uint64_t first_eight(const uint8_t *at) {
  uint64_t value;
  __builtin_memcpy(&value, at, 8);
  return value;
}

// Looks at the key of a record that begins behind a brace or comma. Records have their keys in one
// order mostly, so the search goes on from where the last key was found.
static void look_at_key(const uint8_t *at) {
  const uint8_t *end = at + LOOKAHEAD_BYTES - NAME_BYTES_MAX - TEXT_BYTES_MAX;
  at = skip_blanks(at, end);
  uint64_t head = first_eight(at);
  for (uint32_t tries = 0, i = next_key; tries < key_count; tries++, i++) {
    if (i >= key_count) i -= key_count;
    const Text *key = &keys[i];
    if (first_eight(key->bytes) != head || !is_text(at, key->bytes, key->length)) continue;
    next_key = i + 1;
    if (i == 0) look_at_name(at + key->length, end + NAME_BYTES_MAX);
    return;
  }
  is_odd = 1;
}

static void end_record(uint32_t end) {
  if (is_odd || is_wanted || name_seen_count != 1) spans[span_count++] = (Span){record_start, end};
  else skipped_count++;
  record_start = end;
}

static int is_next(const uint8_t *at, uint8_t a, uint8_t b) {
  at = skip_blanks(at, at + LOOKAHEAD_BYTES / 2);
  return *at == a || *at == b;
}

static int open_bracket(const uint8_t *bytes, uint32_t at) {
  uint8_t bracket = bytes[at];
  if (depth == DEPTH_MAX || (depth == LIST_DEPTH && bracket != '{')) return UNSAFE;
  if (depth == LIST_DEPTH) {
    record_start = at;
    is_odd = is_wanted = name_seen_count = 0;
    look_at_key(bytes + at + 1);
  }
  array_bits = array_bits << 1 | (bracket == '[');
  depth++;
  return NEEDS_BYTES;
}

static int close_bracket(const uint8_t *bytes, uint32_t at) {
  if ((array_bits & 1) != (bytes[at] == ']')) return UNSAFE;
  array_bits >>= 1;
  depth--;
  if (depth == LIST_DEPTH) {
    end_record(at + 1);
    return is_next(bytes + at + 1, ',', ']') ? NEEDS_BYTES : UNSAFE;
  }
  if (depth < LIST_DEPTH) {
    position = at + 1;
    return LIST_ENDED;
  }
  return NEEDS_BYTES;
}

static int look_at_comma(const uint8_t *bytes, uint32_t at) {
  if (depth == RECORD_DEPTH) look_at_key(bytes + at + 1);
  if (depth == LIST_DEPTH && !is_next(bytes + at + 1, '{', '{')) return UNSAFE;
  return NEEDS_BYTES;
}

static int look_at(const uint8_t *bytes, uint32_t at) {
  uint8_t c = bytes[at];
  if (c == ',') return look_at_comma(bytes, at);
  return (c | 0x20) == '{' ? open_bracket(bytes, at) : close_bracket(bytes, at);
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
static uint64_t string_bits(uint64_t quotes) {
  for (int shift = 1; shift < 64; shift <<= 1) quotes ^= quotes << shift;
  quotes ^= in_string;
  in_string = (uint64_t)((int64_t)quotes >> 63);
  return quotes;
}

// What of a block stands outside strings.
typedef struct {
  uint64_t brackets, commas;
} Structure;

static Structure structure_of(const uint8_t *at) {
  uint64_t quotes = 0, backslashes = 0, brackets = 0, commas = 0;
  for (int part = 0; part < 4; part++) {
    int shift = part * 16;
    v128_t v = wasm_v128_load(at + shift);
    v128_t lower = wasm_v128_or(v, wasm_i8x16_splat(0x20)); // [ becomes {, ] becomes }
    v128_t opens = wasm_i8x16_eq(lower, wasm_i8x16_splat('{'));
    v128_t closes = wasm_i8x16_eq(lower, wasm_i8x16_splat('}'));
    brackets |= (uint64_t)wasm_i8x16_bitmask(wasm_v128_or(opens, closes)) << shift;
    commas |= (uint64_t)wasm_i8x16_bitmask(wasm_i8x16_eq(v, wasm_i8x16_splat(','))) << shift;
    quotes |= (uint64_t)wasm_i8x16_bitmask(wasm_i8x16_eq(v, wasm_i8x16_splat('"'))) << shift;
    backslashes |= (uint64_t)wasm_i8x16_bitmask(wasm_i8x16_eq(v, wasm_i8x16_splat('\\'))) << shift;
  }
  if (backslashes | is_escaped) quotes &= ~escaped_bits(backslashes);
  uint64_t outside = ~string_bits(quotes);
  return (Structure){brackets & outside, commas & outside};
}

// Goes on up to `end`, behind which LOOKAHEAD_BYTES must be readable: bytes of the file that come
// later, or blanks where it ends.
EXPORT(scan) int scan(uint32_t end) {
  const uint8_t *bytes = &__heap_base;
  while (position + BLOCK_BYTES <= end) {
    if (span_count + SPANS_PER_BLOCK_MAX > SPANS_MAX) return SPANS_FULL;
    uint32_t start = position;
    Structure structure = structure_of(bytes + start);
    // Commas deep inside a record separate nothing that is looked at.
    for (uint64_t left = ~0ull;;) {
      uint64_t marks = depth > RECORD_DEPTH ? structure.brackets : structure.brackets | structure.commas;
      marks &= left;
      if (marks == 0) break;
      int answer = look_at(bytes, start + (uint32_t)__builtin_ctzll(marks));
      if (answer != NEEDS_BYTES) return answer;
      left = ~(marks ^ (marks - 1));
    }
    position = start + BLOCK_BYTES;
  }
  return NEEDS_BYTES;
}
