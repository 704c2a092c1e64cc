#pragma once
#include <stddef.h>
#include <string.h>

// Matrices as tiles of 8 × 8 doubles, each row-major in 512 bytes of its own: a tile lies in a few
// cache lines whatever the width of the matrix, and one of its rows fills a vector register.

enum { side = 8, tile_size = side * side };

typedef double lanes __attribute__((vector_size(64), aligned(8)));

// Everything is inlined: no vector crosses a call, so how one would be passed is of no interest.
#pragma clang diagnostic ignored "-Wpsabi"

#define INLINE static inline __attribute__((always_inline))

INLINE lanes row_of(const double *tile, ptrdiff_t row) { return *(const lanes *)(tile + row * side); }

INLINE void set_row(double *tile, ptrdiff_t row, lanes value) {
  *(lanes *)(tile + row * side) = value;
}

INLINE lanes all(double value) {
  return (lanes){value, value, value, value, value, value, value, value};
}

typedef long long masks __attribute__((vector_size(64), aligned(8)));

INLINE lanes magnitude_of(lanes x) { return (lanes)((masks)x & ~(masks)all(-0.0)); }

INLINE lanes choose(masks mask, lanes yes, lanes no) {
  return (lanes)(((masks)yes & mask) | ((masks)no & ~mask));
}

INLINE double sum_of(lanes x) {
  return ((x[0] + x[4]) + (x[1] + x[5])) + ((x[2] + x[6]) + (x[3] + x[7]));
}

// The tiles that hold so many elements.
INLINE ptrdiff_t tiles_of(ptrdiff_t count) { return (count + side - 1) / side; }

// The place of tile (i, j), j ≤ i, of a symmetric matrix that keeps its lower triangle.
INLINE ptrdiff_t lower(ptrdiff_t i, ptrdiff_t j) { return (i * (i + 1) / 2 + j) * tile_size; }

#define SHUFFLE(a, b, ...) __builtin_shufflevector(a, b, __VA_ARGS__)

// b = aᵀ for 8 × 8 numbers of matrices of any width.
INLINE void transpose_rows(const double *a, ptrdiff_t lda, double *b, ptrdiff_t ldb) {
  lanes r[side], s[side];
  for (int i = 0; i < side; i++) r[i] = *(const lanes *)(a + i * lda);
  for (int i = 0; i < side; i += 2) {
    s[i] = SHUFFLE(r[i], r[i + 1], 0, 8, 2, 10, 4, 12, 6, 14);
    s[i + 1] = SHUFFLE(r[i], r[i + 1], 1, 9, 3, 11, 5, 13, 7, 15);
  }
  for (int i = 0; i < side; i += 4)
    for (int j = i; j < i + 2; j++) {
      r[j] = SHUFFLE(s[j], s[j + 2], 0, 1, 8, 9, 4, 5, 12, 13);
      r[j + 2] = SHUFFLE(s[j], s[j + 2], 2, 3, 10, 11, 6, 7, 14, 15);
    }
  for (int j = 0; j < 4; j++) {
    *(lanes *)(b + j * ldb) = SHUFFLE(r[j], r[j + 4], 0, 1, 2, 3, 8, 9, 10, 11);
    *(lanes *)(b + (j + 4) * ldb) = SHUFFLE(r[j], r[j + 4], 4, 5, 6, 7, 12, 13, 14, 15);
  }
}

INLINE void transpose(const double *from, double *to) { transpose_rows(from, side, to, side); }
