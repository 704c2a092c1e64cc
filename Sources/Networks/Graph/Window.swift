/// One axis along which a kernel moves.
struct WindowAxis: Sendable, Equatable {
  var input: Int
  var kernel = 1
  var stride = 1
  var dilation = 1
  var paddingBefore = 0
  var paddingAfter = 0
  var output = 1

  /// How many places the kernel spans.
  var extent: Int { (kernel - 1) * dilation + 1 }

  /// The padding behind the input that the last position needs; a shorter or longer padding gives
  /// the same positions.
  var neededPaddingAfter: Int {
    max(0, (output - 1) * stride + extent - input - paddingBefore)
  }

  /// The kernel's taps that meet the input at one position.
  func taps(at position: Int) -> Range<Int> {
    let start = position * stride - paddingBefore
    let first = start >= 0 ? 0 : (-start + dilation - 1) / dilation
    let last = start >= input ? 0 : (input - start + dilation - 1) / dilation
    let end = min(kernel, max(last, 0))
    return min(first, end)..<end
  }

  /// The number of taps that meet the input or its declared padding at one position.
  func paddedTaps(at position: Int) -> Int {
    let start = position * stride - paddingBefore
    return min(kernel, max(0, (input + paddingAfter - start + dilation - 1) / dilation))
  }
}

/// A kernel that moves over rows and columns; a signal of one dimension has one row.
struct Window: Sendable, Equatable {
  var rows: WindowAxis
  var columns: WindowAxis

  var positions: Int { rows.output * columns.output }
  var kernelCount: Int { rows.kernel * columns.kernel }
  var inputCount: Int { rows.input * columns.input }
}
