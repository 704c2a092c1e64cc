#pragma once
#include <stddef.h>

// What a two-point model makes of the functions of the rows; see ProgrammedTwoPoint in CrossbarModels. The
// function of the shares that leads is in double precision. What others add, a few hundredths of the
// current, is in single precision, which leaves 10⁻⁸ of the whole and takes half the time.

/// c = a b, with a m × k, b k × width, of which `width` is a multiple of 16.
void assay_single_panel_product(ptrdiff_t m, ptrdiff_t width, ptrdiff_t k, const float *a,
                                ptrdiff_t lda, const float *b, ptrdiff_t ldb, float *c,
                                ptrdiff_t ldc);

/// The sums over the rows of one vector. `weights` are u₁ and u₂, the moments of the bit lines, then the
/// row factors c and a of what varies, `rows` apart. With φ the leading function of the shares, χ that of
/// the changes and ω its variation, sums(0) = Σ a ω, and for either moment g h, t g and h, where
/// t is the mean of φ, g = Σ u φ and h = Σ u χ. Then χ += c ω. Without `variation` there is no ω.
void assay_two_point_sums(ptrdiff_t rows, const double *weights, const double *share, float *change,
                          const float *variation, double *sums);

/// The currents of columns whose shares and changes are known; see TwoPointTerms in CrossbarModels.
/// `share` is the leading function's part, `others` those of the other functions, or NULL. `p` are the
/// numbers of the columns, `stride` apart, p₀ to p₁₂; `bends` are those of a third point, or NULL; `rest` is a
/// part of the change per sums(0).
void assay_two_point(ptrdiff_t columns, const double *share, const float *others,
                     const float *changes, const float *bends, const double *p,
                     ptrdiff_t stride, const double *rest, const double *sums,
                     const double *base, double *currents);

/// The same for inputs of both signs: p₀ to p₂, then one for each moment.
void assay_two_point_pair(ptrdiff_t columns, const double *share, const float *others,
                          const float *changes, const float *softenings, const double *p,
                          ptrdiff_t stride, const double *sums, const double *base,
                          double *currents);
