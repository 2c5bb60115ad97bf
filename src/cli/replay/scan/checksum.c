// Makes long bytes short without changing the rest that CRC-32 (RFC 1952 §8) leaves of them, so that
// only the few that remain need its tables: a third of the time of Node's `zlib.crc32`.
//
// To CRC-32 bytes are a polynomial over GF(2), first bit highest, of which the remainder modulo
//   P = x^32 + x^26 + x^23 + x^22 + x^16 + x^12 + x^11 + x^10 + x^8 + x^7 + x^5 + x^4 + x^2 + x + 1
// counts. P divides x^3006 + x^2866 + x^2215 + 1, and so the eighth power of that, which has the same terms
// eight times as far apart: in bytes instead of bits. So any byte may be cleared if it is added
// (which is XOR) 140, 791 and 3006 bytes further on. The nearest is further than a vector is long.
#include <stdint.h>
#include <wasm_simd128.h>

#define EXPORT(name) __attribute__((export_name(#name)))

enum {
  NEAR = 3006 - 2866,
  MIDDLE = 3006 - 2215,
  FAR = 3006,
  // Folded before the last FAR bytes of them are moved to the front; stays in the nearest cache.
  BATCH_BYTES = 8192,
  VECTOR_BYTES = 16,
};

// What was cleared last, FAR bytes, and behind it what comes next: a batch, or the rest.
static uint8_t folded[FAR + BATCH_BYTES + FAR];

static v128_t fold_vector(const uint8_t *bytes, const uint8_t *to) {
  v128_t near = wasm_v128_xor(wasm_v128_load(bytes), wasm_v128_load(to - NEAR));
  v128_t others = wasm_v128_xor(wasm_v128_load(to - MIDDLE), wasm_v128_load(to - FAR));
  return wasm_v128_xor(near, others);
}

// Adds what was cleared last to the rest, as far as it reaches there.
static void add_to_rest(uint32_t distance) {
  for (uint32_t i = FAR - distance; i < FAR; i++) folded[i + distance] ^= folded[i];
}

// Folds the bytes from `bytes` to `end`, at least FAR of them, and answers how many are left. The
// CRC-32 of the whole is that of the rest, begun with a register of zeros.
EXPORT(fold) uint32_t fold(const uint8_t *bytes, const uint8_t *end) {
  __builtin_memset(folded, 0, FAR);
  // CRC-32 begins with a register of ones, which is to add ones to the first 32 bits.
  __builtin_memset(folded, 0xff, 4);
  for (; end - bytes >= BATCH_BYTES + FAR; bytes += BATCH_BYTES) {
    for (uint32_t i = 0; i < BATCH_BYTES; i += VECTOR_BYTES) {
      uint8_t *to = folded + FAR + i;
      wasm_v128_store(to, fold_vector(bytes + i, to));
    }
    __builtin_memcpy(folded, folded + BATCH_BYTES, FAR);
  }
  uint32_t rest_bytes = (uint32_t)(end - bytes);
  __builtin_memcpy(folded + FAR, bytes, rest_bytes);
  add_to_rest(NEAR);
  add_to_rest(MIDDLE);
  add_to_rest(FAR);
  return rest_bytes;
}

EXPORT(folded) const uint8_t *folded_rest(void) { return folded + FAR; }
