#pragma once
#include <stddef.h>

// Steps of a digital network on the numbers of an image, in double precision and rounded once where they say so.
// Results of functions and of sums in double precision can differ between processors by what their last bit
// makes of a number in single precision, never between runs on one.

/// The functions that ``assay_apply`` has: x Φ(x), and the error function.
typedef enum { assay_gelu, assay_error_function } assay_function;

/// target = function(source), rounded once.
void assay_apply(assay_function function, ptrdiff_t count, const float *source, float *target);

/// Rows of numbers that add up to 1: e^x over the sum of all of a row; *rows × length*.
void assay_softmax(ptrdiff_t rows, ptrdiff_t length, const float *source, float *target);

/// target = (source − mean) / deviation · scale + shift, with the deviation the root of the mean square and
/// `epsilon`, in blocks of `length` numbers that begin in all of `count`.
///
/// Without `is_centered` the mean is taken for 0, without `shift` nothing is added.
void assay_normalize_blocks(ptrdiff_t count, ptrdiff_t length, int is_centered, float epsilon,
                            const float *scale, const float *shift, const float *source, float *target);

/// target = left · right, with left *rows × inner* and right *inner × columns*: products are added one after the
/// other in single precision, each rounded.
void assay_single_product(ptrdiff_t rows, ptrdiff_t inner, ptrdiff_t columns, const float *left,
                          const float *right, float *target);
