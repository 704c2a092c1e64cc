#include "ReadNoise.h"
#include "targets.h"

#include <string.h>

// The generator Philox4x32-10 of J. K. Salmon, M. A. Moraes, R. O. Dror and D. E. Shaw, "Parallel random
// numbers: as easy as 1, 2, 3" (SC11): a counter and a key become four words, whatever came before.
enum { block_columns = 4, blocks_at_once = 64, rounds = 10 };
static const uint32_t multiplier_0 = 0xD2511F53, multiplier_1 = 0xCD9E8D57;
static const uint32_t weyl_0 = 0x9E3779B9, weyl_1 = 0xBB67AE85;

typedef struct {
  uint32_t words[block_columns][blocks_at_once];
} block;

#define INLINE static inline __attribute__((always_inline))

INLINE void scramble(block *b, uint64_t key) {
  uint32_t k0 = (uint32_t)key, k1 = (uint32_t)(key >> 32);
  for (int round = 0; round < rounds; round++) {
    for (int l = 0; l < blocks_at_once; l++) {
      const uint64_t p0 = (uint64_t)multiplier_0 * b->words[0][l];
      const uint64_t p1 = (uint64_t)multiplier_1 * b->words[2][l];
      b->words[0][l] = (uint32_t)(p1 >> 32) ^ b->words[1][l] ^ k0;
      b->words[1][l] = (uint32_t)p1;
      b->words[2][l] = (uint32_t)(p0 >> 32) ^ b->words[3][l] ^ k1;
      b->words[3][l] = (uint32_t)p0;
    }
    k0 += weyl_0;
    k1 += weyl_1;
  }
}

INLINE float from_bits(uint32_t bits) {
  float x;
  memcpy(&x, &bits, sizeof x);
  return x;
}

INLINE uint32_t to_bits(float x) {
  uint32_t bits;
  memcpy(&bits, &x, sizeof bits);
  return bits;
}

// −2 ln u for u between 2⁻³³ and 1, by the polynomial of Cephes (logf), to 1e-7.
INLINE float minus_two_log(float u) {
  const uint32_t bits = to_bits(u);
  // The mantissa between √½ and √2: the bits of √½ are taken off before the exponent is read.
  const uint32_t shifted = bits - 0x3f3504f3;
  const int32_t exponent = (int32_t)shifted >> 23;
  const float x = from_bits((shifted & 0x7fffff) + 0x3f3504f3) - 1;
  float y = 7.0376836292e-2f;
  y = y * x - 1.1514610310e-1f;
  y = y * x + 1.1676998740e-1f;
  y = y * x - 1.2420140846e-1f;
  y = y * x + 1.4249322787e-1f;
  y = y * x - 1.6668057665e-1f;
  y = y * x + 2.0000714765e-1f;
  y = y * x - 2.4999993993e-1f;
  y = y * x + 3.3333331174e-1f;
  const float z = x * x;
  return -2 * (x + (y * x * z - 0.5f * z) + 0.693147180559945f * (float)exponent);
}

// Two words become two numbers of the standard normal distribution, by the method of Box and Muller.
INLINE void normal_pair(uint32_t first, uint32_t second, float *one, float *two) {
  // Never 0, so that the logarithm is finite; the largest magnitude is 6.8.
  const float u = ((float)first + 0.5f) * 0x1p-32f;
  const float square = minus_two_log(u < 1 ? u : 1);
  // √ by three steps of Newton on the inverse root, which is vectorized for every instruction set.
  const float safe = square > 1e-12f ? square : 1e-12f;
  float inverse = from_bits(0x5f3759df - (to_bits(safe) >> 1));
  for (int step = 0; step < 3; step++) inverse *= 1.5f - 0.5f * safe * inverse * inverse;
  const float radius = safe * inverse;
  // The nearest quarter turn, and the angle from there, within π/4.
  const uint32_t quarter = (second + 0x20000000u) >> 30;
  const float angle = (float)(int32_t)(second - (quarter << 30)) * 1.4629180792671596e-9f;
  const float a2 = angle * angle;
  const float sine =
      angle + angle * a2 * (-1.6666654611e-1f + a2 * (8.3321608736e-3f - 1.9515295891e-4f * a2));
  const float cosine = 1 - 0.5f * a2 +
                       a2 * a2 * (4.166664568298827e-2f +
                                  a2 * (-1.388731625493765e-3f + 2.443315711809948e-5f * a2));
  const int is_odd = quarter & 1;
  const float x = is_odd ? sine : cosine, y = is_odd ? cosine : sine;
  *one = radius * (quarter == 1 || quarter == 2 ? -x : x);
  *two = radius * (quarter >= 2 ? -y : y);
}

ASSAY_CLONES
void assay_add_read_noise(ptrdiff_t m, ptrdiff_t n, const float *variance, uint64_t key,
                          uint64_t first, uint32_t stream, float *c) {
  const ptrdiff_t per_row = n / block_columns, total = m * per_row;
  block b;
  float deviates[block_columns][blocks_at_once];
  for (ptrdiff_t start = 0; start < total; start += blocks_at_once) {
    const ptrdiff_t kept = total - start < blocks_at_once ? total - start : blocks_at_once;
    ptrdiff_t row = start / per_row, column = start % per_row;
    for (int l = 0; l < blocks_at_once; l++) {
      const uint64_t read = first + (uint64_t)row;
      b.words[0][l] = (uint32_t)read;
      b.words[1][l] = (uint32_t)(read >> 32);
      b.words[2][l] = (uint32_t)column;
      b.words[3][l] = stream;
      if (++column == per_row) column = 0, row++;
    }
    scramble(&b, key);
    for (int pair = 0; pair < block_columns; pair += 2) {
      for (int l = 0; l < blocks_at_once; l++) {
        normal_pair(b.words[pair][l], b.words[pair + 1][l], &deviates[pair][l],
                    &deviates[pair + 1][l]);
      }
    }
    for (int l = 0; l < kept; l++) {
      const float *v = variance + (start + l) * block_columns;
      float *target = c + (start + l) * block_columns;
      for (int x = 0; x < block_columns; x++) {
        target[x] += __builtin_sqrtf(v[x] > 0 ? v[x] : 0) * deviates[x][l];
      }
    }
  }
}
