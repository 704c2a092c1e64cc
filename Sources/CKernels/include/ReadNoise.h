#pragma once
#include <stddef.h>
#include <stdint.h>

/// c += √variance · z for m × n numbers, n a multiple of assay_column_block, with z standard normal and
/// independent. A z is decided by the key, its column, the stream and the number of its read, which is
/// `first` for the first row and one more for every further one: by nothing else.
void assay_add_read_noise(ptrdiff_t m, ptrdiff_t n, const float *variance, uint64_t key,
                          uint64_t first, uint32_t stream, float *c);
