#pragma once
#include <stddef.h>
#include <stdint.h>

// Converters that answer +1 or −1 by chance, read several times: the count of +1 stands for a column's current.
//
// The chance of a read is decided by its key, its element and its number, by nothing else. All numbers are rounded one
// by one, in the same order on every processor.

/// The most reads of a conversion.
enum { assay_most_samples = 64 };

/// The converters of a set of columns.
typedef struct {
  /// How often a current is compared, 1 to assay_most_samples.
  int samples;
  /// Whether a read passes without chance where z is not below its threshold.
  int is_sharp;
  /// For every sample e^{2 d} with d what its threshold lies above the column's; all 1 for a common threshold.
  const float *steps;
  /// The probability of +1 at `curve_count` even places from `curve_first` on, `curve_inverse` a unit of z; null for
  /// the logistic curve (1 + tanh z) / 2. `shifts` are d then.
  const float *curve;
  ptrdiff_t curve_count;
  float curve_first, curve_inverse;
  const float *shifts;
  /// For every column what is subtracted of its value, what a count is worth, and what no count stands for.
  const float *threshold;
  const float *worth;
  const float *base;
} assay_counter;

/// Which conversions: that of column c of patch p is element + p + c · column_step of the key.
typedef struct {
  uint64_t key;
  uint64_t element;
  uint64_t column_step;
} assay_draws;

/// sums += worth · k + base for patches × columns, where k counts the samples whose threshold a read passes.
///
/// Values and sums are *patches × stride*; the stride is a multiple of 16, up to which columns are read and written.
void assay_add_counts(const assay_counter *counter, const assay_draws *draws, ptrdiff_t patches,
                      ptrdiff_t stride, const float *values, float *sums);

/// The same with the mean of k in place of a draw.
void assay_add_count_means(const assay_counter *counter, ptrdiff_t patches, ptrdiff_t stride,
                           const float *values, float *sums);

/// variances += worth² · Var k for patches × columns.
void assay_add_count_variances(const assay_counter *counter, ptrdiff_t patches, ptrdiff_t stride,
                               const float *values, float *variances);

/// slopes += weight · dŷ/dz for patches × columns, with ŷ = 2 k / N − 1.
///
/// A count of chance follows its z by 1 − tanh(z) ŷ of this ŷ, which is the derivative of a normal deviate of the same
/// mean and variance; its mean by 1 − tanh² z, where there are no draws. Stepped thresholds and comparisons without
/// chance follow z by 1 up to `reach` on both sides, and not beyond.
void assay_add_count_slopes(const assay_counter *counter, const assay_draws *draws, float reach, float weight,
                            ptrdiff_t patches, ptrdiff_t stride, const float *values, float *slopes);
