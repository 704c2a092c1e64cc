#pragma once
#include <stddef.h>

// Convolutions of 3 × 3 taps and steps of one, by the minimal algorithm F(2×2, 3×3) of Lavin and Gray, "Fast
// algorithms for convolutional neural networks", CVPR 2016: 16 products where the definition has 36. Channels lie in
// blocks of 16, numbers of an image *block × row × column × 16*; every pointer is aligned to 64 bytes.

/// A convolution: channels of the input and of the output, each a multiple of 16, the size of both images, and the
/// zeros above and to the left; those below and to the right are as many as the output needs.
typedef struct {
  ptrdiff_t inputs, outputs;
  ptrdiff_t rows, columns;
  ptrdiff_t output_rows, output_columns;
  ptrdiff_t top, left;
} assay_winograd_shape;

/// Whether the processor has the vectors that make it faster than a direct convolution.
int assay_winograd_pays(void);

/// Whether weights, *inputs × 3 × 3 × outputs*, are of those whose digits are kept: every output has weights in all
/// rows and columns of taps, so that it sees all of a tile, whose numbers err together; and sums of them are finite.
int assay_winograd_suits(ptrdiff_t inputs, ptrdiff_t outputs, const float *weights);

/// How many numbers ``assay_winograd`` needs to work in.
ptrdiff_t assay_winograd_space(assay_winograd_shape shape);

/// What a convolution multiplies with: *inputs × 3 × 3 × outputs* becomes *outputs / 16 × 16 × inputs × 16*.
void assay_winograd_weights(ptrdiff_t inputs, ptrdiff_t outputs, const float *weights, float *target);

/// target = the convolution of an image, and `bias` unless it is null, no less than `low` and no more than `high`.
///
/// Errors are those of single precision on the largest numbers of a tile of 4 × 4, on the average half those of a
/// sum in the order of the definition. Returns whether all outputs were finite before they were bounded: numbers near
/// the largest of single precision leave it in sums of four, also where their products do not.
int assay_winograd(assay_winograd_shape shape, const float *source, const float *weights, const float *bias,
                   float low, float high, float *target, float *space);

/// The same by the definition, with weights that are not transformed: slow, for images whose tiles are not finite.
void assay_direct_convolution(assay_winograd_shape shape, const float *source, const float *weights,
                              const float *bias, float low, float high, float *target);
