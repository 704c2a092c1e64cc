/// Where a function with one minimum has it, by the golden section.
///
/// - Parameters:
///   - range: Where to look.
///   - width: How narrow the range becomes that is left.
///   - function: The function.
/// - Returns: The middle of the range that is left.
public func minimum(
  in range: ClosedRange<Double>, to width: Double, of function: (Double) -> Double
) -> Double {
  let section = 0.5 * (5.0.squareRoot() - 1)
  var (lower, upper) = (range.lowerBound, range.upperBound)
  var left = upper - section * (upper - lower)
  var right = lower + section * (upper - lower)
  var (atLeft, atRight) = (function(left), function(right))
  while upper - lower > width {
    if atLeft < atRight {
      (upper, right, atRight) = (right, left, atLeft)
      left = upper - section * (upper - lower)
      atLeft = function(left)
    } else {
      (lower, left, atLeft) = (left, right, atRight)
      right = lower + section * (upper - lower)
      atRight = function(right)
    }
  }
  return 0.5 * (lower + upper)
}
