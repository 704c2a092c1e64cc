#pragma once
#include <stddef.h>

// Single-precision kernels of a layer on crossbars. An element of a result depends on its row of
// the input alone, to the last bit, whatever other rows there are.

/// A converter: a value x becomes the code round(x · inverse_step), no less than lowest and no more
/// than highest. The limits are integers below 2^22; ties go to the even code.
typedef struct {
  float inverse_step;
  float lowest;
  float highest;
} assay_converter;

/// The converters of columns, one value a column in every list, and the factor on the codes of each.
typedef struct {
  const float *inverse_step;
  const float *lowest;
  const float *highest;
  const float *weight;
} assay_converters;

/// The columns of b are padded with zeros to a multiple of this.
enum { assay_column_block = 16 };

/// c += weight · convert(a b), column by column, with a m × k and rows a_stride apart, b k × n and
/// c m × n dense, n a multiple of assay_column_block. Without converters (null) the product itself is
/// added.
void assay_converted_product(ptrdiff_t m, ptrdiff_t n, ptrdiff_t k, const float *a,
                             ptrdiff_t a_stride, const float *b,
                             const assay_converters *converters, float *c);

/// c = a b of one column, with a m × k and rows a_stride apart: the numbers that assay_converted_product has in a column.
void assay_column_product(ptrdiff_t m, ptrdiff_t k, const float *a, ptrdiff_t a_stride,
                          const float *b, float *c);

/// y += weight · convert(x), column by column of the dense m × n matrices x and y.
void assay_convert_columns(ptrdiff_t m, ptrdiff_t n, const float *x,
                           const assay_converters *converters, float *y);

/// y += weight · convert(x), element by element.
void assay_convert(ptrdiff_t count, const float *x, const assay_converter *converter, float weight,
                   float *y);

/// One digit of every code, with the sign of the code: trunc(|x| / divisor) mod base. Divisor and
/// base are powers of two, codes integers below 2^24.
void assay_digit(ptrdiff_t count, const float *x, float divisor, float base, float *y);

/// The sum of every row of a, m × k with rows k apart.
void assay_row_sums(ptrdiff_t m, ptrdiff_t k, const float *a, float *sums);
