#include <math.h>

#include "Winograd.h"
#include "targets.h"

#define INLINE static inline __attribute__((always_inline))

typedef float channels __attribute__((vector_size(64), aligned(64)));
typedef int masks __attribute__((vector_size(64)));

// A tile gives 2 × 2 numbers and is summed up at 16 places; as many tiles go together as registers hold sums of.
enum { block = 16, places = 16, most_tiles = 16 };

// Numbers between the sums of one place of a tile and those of the next: whole multiples of 4 KiB would share
// the sets of a cache.
INLINE ptrdiff_t stride_of(ptrdiff_t channels) { return most_tiles * channels + block; }

// Tiles beside each other, and what they read.
INLINE ptrdiff_t tiles_of(ptrdiff_t outputs) { return (outputs + 1) / 2; }
INLINE ptrdiff_t extent_of(ptrdiff_t tiles) { return 2 * tiles + 2; }

int assay_winograd_pays(void) {
#ifdef ASSAY_TARGETS
  __builtin_cpu_init();
  return __builtin_cpu_supports("x86-64-v4") != 0;
#else
  return 0;
#endif
}

int assay_winograd_suits(ptrdiff_t inputs, ptrdiff_t outputs, const float *weights) {
  for (ptrdiff_t output = 0; output < outputs; output++) {
    // The weights of every row and column of taps.
    double lines[6] = {0}, largest = 0;
    for (ptrdiff_t input = 0; input < inputs; input++)
      for (int tap = 0; tap < 9; tap++) {
        const double size = fabs(weights[(input * 9 + tap) * outputs + output]);
        lines[tap / 3] += size, lines[3 + tap % 3] += size;
      }
    for (int line = 0; line < 6; line++) largest = lines[line] > largest ? lines[line] : largest;
    for (int line = 0; line < 6; line++)
      if (lines[line] < 1e-3 * largest) return 0;
    if (largest > 1e30) return 0;
  }
  return 1;
}

ptrdiff_t assay_winograd_space(assay_winograd_shape shape) {
  const ptrdiff_t rows = extent_of(tiles_of(shape.output_rows));
  const ptrdiff_t columns = extent_of(tiles_of(shape.output_columns));
  return shape.inputs * rows * columns + places * stride_of(shape.inputs) + places * stride_of(block);
}

// G w, for three weights that lie `step` apart.
INLINE void spread(const double *w, int step, double *target, int target_step) {
  const double ends = w[0] + w[2 * step], middle = w[step];
  target[0] = w[0], target[3 * target_step] = w[2 * step];
  target[target_step] = (ends + middle) / 2, target[2 * target_step] = (ends - middle) / 2;
}

void assay_winograd_weights(ptrdiff_t inputs, ptrdiff_t outputs, const float *weights, float *target) {
  for (ptrdiff_t input = 0; input < inputs; input++)
    for (ptrdiff_t output = 0; output < outputs; output++) {
      double taps[3 * 3], half[4 * 3], whole[places];
      for (int tap = 0; tap < 9; tap++) taps[tap] = weights[(input * 9 + tap) * outputs + output];
      for (int column = 0; column < 3; column++) spread(taps + column, 3, half + column, 3);
      for (int row = 0; row < 4; row++) spread(half + 3 * row, 1, whole + 4 * row, 1);
      for (int place = 0; place < places; place++)
        target[((output / block * places + place) * inputs + input) * block + output % block] =
            (float)whole[place];
    }
}

// The image with zeros around it, to whole tiles.
INLINE void surround(const assay_winograd_shape *shape, ptrdiff_t rows, ptrdiff_t columns, const channels *source,
                     channels *target) {
  const channels zero = {0};
  for (ptrdiff_t c = 0; c < shape->inputs / block; c++)
    for (ptrdiff_t row = 0; row < rows; row++) {
      const ptrdiff_t from = row - shape->top;
      ptrdiff_t column = 0;
      if (from >= 0 && from < shape->rows) {
        const channels *line = source + (c * shape->rows + from) * shape->columns;
        const ptrdiff_t end = shape->columns + shape->left < columns ? shape->columns + shape->left : columns;
        for (; column < shape->left && column < end; column++) *target++ = zero;
        for (; column < end; column++) *target++ = line[column - shape->left];
      }
      for (; column < columns; column++) *target++ = zero;
    }
}

// Bᵀ d B of tiles that lie one after another.
INLINE void transform_tiles(ptrdiff_t first, ptrdiff_t count, ptrdiff_t across, ptrdiff_t columns,
                            const channels *source, channels *target, ptrdiff_t stride) {
  channels t[4][4];
  for (ptrdiff_t tile = first; tile < first + count; tile++) {
    const ptrdiff_t column = tile % across;
    const channels *corner = source + tile / across * 2 * columns + column * 2;
    const int is_fresh = tile == first || column == 0;
    for (int k = 0; k < 4; k++) {
      if (k < 2 && !is_fresh) {
        for (int i = 0; i < 4; i++) t[i][k] = t[i][k + 2];
        continue;
      }
      const channels a = corner[k], b = corner[columns + k];
      const channels c = corner[2 * columns + k], d = corner[3 * columns + k];
      t[0][k] = a - c, t[1][k] = b + c, t[2][k] = c - b, t[3][k] = b - d;
    }
    channels *place = target + (tile - first);
    for (int i = 0; i < 4; i++) {
      place[(4 * i + 0) * stride] = t[i][0] - t[i][2];
      place[(4 * i + 1) * stride] = t[i][1] + t[i][2];
      place[(4 * i + 2) * stride] = t[i][2] - t[i][1];
      place[(4 * i + 3) * stride] = t[i][1] - t[i][3];
    }
  }
}

// Sums of all inputs at one place of T tiles.
INLINE void multiply(const int T, ptrdiff_t blocks, const float *tiles, const channels *weights, channels *target) {
  channels sums[most_tiles];
  for (int t = 0; t < T; t++) sums[t] = (channels){0};
  for (ptrdiff_t b = 0; b < blocks; b++, tiles += most_tiles * block)
    for (int k = 0; k < block; k++) {
      const channels w = *weights++;
      for (int t = 0; t < T; t++) sums[t] += w * tiles[t * block + k];
    }
  for (int t = 0; t < T; t++) target[t] = sums[t];
}

INLINE channels choose(masks condition, channels yes, channels no) {
  return (channels)((condition & (masks)yes) | (~condition & (masks)no));
}

// What is not a number stays none.
INLINE channels bounded(channels x, float low, float high) {
  const channels lowest = (channels){0} + low, highest = (channels){0} + high;
  x = choose(x < lowest, lowest, x);
  return choose(x > highest, highest, x);
}

// Aᵀ m A of tiles, written where they lie; what is not finite stays so in `rest`, a sum of differences from itself.
INLINE void write_tiles(const assay_winograd_shape *shape, ptrdiff_t first, ptrdiff_t count, ptrdiff_t across,
                        const channels *sums, ptrdiff_t stride, channels bias, float low, float high,
                        channels *target, channels *rest) {
  for (ptrdiff_t tile = first; tile < first + count; tile++, sums++) {
    const ptrdiff_t row = tile / across * 2, column = tile % across * 2;
    channels t[2][4];
    for (int k = 0; k < 4; k++) {
      const channels a = sums[k * stride], b = sums[(4 + k) * stride];
      const channels c = sums[(8 + k) * stride], d = sums[(12 + k) * stride];
      t[0][k] = a + b + c, t[1][k] = b - c - d;
    }
    for (int i = 0; i < 2 && row + i < shape->output_rows; i++) {
      channels *line = target + (row + i) * shape->output_columns + column;
      const channels left = t[i][0] + t[i][1] + t[i][2] + bias;
      *rest += left - left;
      line[0] = bounded(left, low, high);
      if (column + 1 == shape->output_columns) continue;
      const channels right = t[i][1] - t[i][2] - t[i][3] + bias;
      *rest += right - right;
      line[1] = bounded(right, low, high);
    }
  }
}

INLINE int convolve(const assay_winograd_shape shape, const float *source, const float *weights,
                    const float *bias, float low, float high, float *target, float *space) {
  const ptrdiff_t down = tiles_of(shape.output_rows), across = tiles_of(shape.output_columns);
  const ptrdiff_t rows = extent_of(down), columns = extent_of(across), blocks = shape.inputs / block;
  channels *image = (channels *)space;
  channels *tiles = image + blocks * rows * columns;
  const ptrdiff_t stride = stride_of(shape.inputs) / block, own = stride_of(block) / block;
  channels *sums = tiles + places * stride;
  surround(&shape, rows, columns, (const channels *)source, image);
  channels rest = {0};
  const ptrdiff_t all = down * across, parts = (all + most_tiles - 1) / most_tiles;
  for (ptrdiff_t part = 0; part < parts; part++) {
    const ptrdiff_t first = all * part / parts, count = all * (part + 1) / parts - first;
    for (ptrdiff_t b = 0; b < blocks; b++)
      transform_tiles(first, count, across, columns, image + b * rows * columns, tiles + b * most_tiles,
                      stride);
    for (ptrdiff_t o = 0; o < shape.outputs / block; o++) {
      const channels *factors = (const channels *)weights + o * places * shape.inputs;
      for (int place = 0; place < places; place++) {
        const float *from = (const float *)(tiles + place * stride);
        channels *to = sums + place * own;
        switch (count) {
#define TILES(T) \
  case T: multiply(T, blocks, from, factors, to); break;
          TILES(1) TILES(2) TILES(3) TILES(4) TILES(5) TILES(6) TILES(7) TILES(8)
          TILES(9) TILES(10) TILES(11) TILES(12) TILES(13) TILES(14) TILES(15) TILES(16)
#undef TILES
        }
        factors += shape.inputs;
      }
      const channels add = bias ? ((const channels *)bias)[o] : (channels){0};
      write_tiles(&shape, first, count, across, sums, own, add, low, high,
                  (channels *)target + o * shape.output_rows * shape.output_columns, &rest);
    }
  }
  int is_finite = 1;
  for (int i = 0; i < block; i++) is_finite &= rest[i] == 0;
  return is_finite;
}

ASSAY_CLONES WIDE
int assay_winograd(assay_winograd_shape shape, const float *source, const float *weights, const float *bias,
                   float low, float high, float *target, float *space) {
  return convolve(shape, source, weights, bias, low, high, target, space);
}

typedef float unaligned_channels __attribute__((vector_size(64), aligned(4)));

INLINE void convolve_directly(const assay_winograd_shape shape, const float *source, const float *weights,
                              const float *bias, float low, float high, channels *target) {
  for (ptrdiff_t o = 0; o < shape.outputs; o += block)
    for (ptrdiff_t row = 0; row < shape.output_rows; row++)
      for (ptrdiff_t column = 0; column < shape.output_columns; column++) {
        channels sum = bias ? *(const channels *)(bias + o) : (channels){0};
        for (int tap = 0; tap < 9; tap++) {
          const ptrdiff_t y = row - shape.top + tap / 3, x = column - shape.left + tap % 3;
          if (y < 0 || y >= shape.rows || x < 0 || x >= shape.columns) continue;
          for (ptrdiff_t c = 0; c < shape.inputs; c++)
            sum += source[((c / block * shape.rows + y) * shape.columns + x) * block + c % block] *
                   *(const unaligned_channels *)(weights + (c * 9 + tap) * shape.outputs + o);
        }
        *target++ = bounded(sum, low, high);
      }
}

ASSAY_CLONES WIDE
void assay_direct_convolution(assay_winograd_shape shape, const float *source, const float *weights,
                              const float *bias, float low, float high, float *target) {
  convolve_directly(shape, source, weights, bias, low, high, (channels *)target);
}
