// A vector of one element is a number.
#define N 16
#define SUMS int32_t
#define REALS float
#define NONE 0
#define LOAD(p) (*(const step_numbers *)(p))
#define SPREAD(p) (*(const step_numbers *)(p))
#define PAIRS(a, b) ((int32_t)((uint32_t)(uint16_t)*(a) | (uint32_t)(uint16_t)*(b) << 16))
#define ADD_WORDS(sum, x, w) add_words(sum, x, w)
#define READ(p) (*(p))
#define WRITE(p, x) (*(p) = (x))
#define TO_REALS(x) ((float)(x))
#define FUSED(x, y, z) __builtin_fmaf(x, y, z)
#define CLIP(x, low, high) clipped(x, low, high)
#define ALL(x) (x)
