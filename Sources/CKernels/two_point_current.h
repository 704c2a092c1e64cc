// The equation that the current of a column solves, for the vectors that a source includes before it.

#define ALWAYS static inline __attribute__((always_inline))
#define lane_moments NAME_OF(lane_moments)

// For both moments of the bit lines the product of the drives and the changes so weighted, that of the mean
// drive and the weighted drive, and the weighted change.
typedef struct {
  REALS place_by_place[2], drive_by_place[2], place[2];
} lane_moments;

// The current of a share y whose change is e, with softenings or bends if there are any, and with the terms that
// refine or without. The numbers of a term lie 16 apart.
TARGET ALWAYS REALS NAME_OF(current)(const int is_signed, const int has_last, const int is_refined,
                                     const REALS y, const REALS e, const REALS last, const lane_moments m,
                                     const float *terms) {
#pragma clang fp contract(off)
#define TERM(k) READ(terms + 16 * (k))
  REALS current = y, constant;
  if (!is_signed) {
    constant = FUSED(m.place_by_place[0], TERM(5), y);
    constant = FUSED(m.place_by_place[1], TERM(6), constant);
    REALS slope = FUSED(e, TERM(4), TERM(0)) * e;
    slope = FUSED(m.drive_by_place[0], TERM(7), slope);
    slope = FUSED(m.place[0], TERM(8), slope);
    if (is_refined) {
      slope = FUSED(m.place_by_place[0], TERM(10), slope);
      slope = FUSED(m.drive_by_place[1], TERM(11), slope);
      slope = FUSED(m.place[1], TERM(12), slope);
    }
    REALS square = FUSED(e, TERM(1), TERM(2));
    if (has_last) square = FUSED(last, TERM(9), square);
    const REALS cube = TERM(3);
#pragma clang loop unroll(full)
    for (int twice = 0; twice < 2; twice++) {
      REALS inner = FUSED(current, cube, square);
      inner = FUSED(current, inner, slope);
      current = FUSED(current, inner, constant);
    }
  } else {
    constant = FUSED(e * last, FUSED(e, TERM(1), TERM(0)), y);
    constant = FUSED(m.place_by_place[0], TERM(3), constant);
    constant = FUSED(m.place_by_place[1], TERM(4), constant);
    const REALS cube = TERM(2);
#pragma clang loop unroll(full)
    for (int twice = 0; twice < 2; twice++)
      current = FUSED(current * current * current, cube, constant);
  }
#undef TERM
  return current;
}
