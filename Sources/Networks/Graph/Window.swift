/// One axis along which a kernel moves.
package struct WindowAxis: Sendable, Equatable {
  package var input: Int
  package var kernel = 1
  package var stride = 1
  package var dilation = 1
  package var paddingBefore = 0
  package var paddingAfter = 0
  package var output = 1

  /// Describes an axis; the output is the number of positions.
  package init(
    input: Int, kernel: Int = 1, stride: Int = 1, dilation: Int = 1, paddingBefore: Int = 0,
    paddingAfter: Int = 0, output: Int = 1
  ) {
    self.input = input
    self.kernel = kernel
    self.stride = stride
    self.dilation = dilation
    self.paddingBefore = paddingBefore
    self.paddingAfter = paddingAfter
    self.output = output
  }

  /// How many places the kernel spans.
  package var extent: Int { (kernel - 1) * dilation + 1 }

  /// The padding behind the input that the last position needs; a shorter or longer padding gives
  /// the same positions.
  package var neededPaddingAfter: Int {
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
package struct Window: Sendable, Equatable {
  package var rows: WindowAxis
  package var columns: WindowAxis

  /// Describes a window.
  package init(rows: WindowAxis, columns: WindowAxis) {
    self.rows = rows
    self.columns = columns
  }

  package var positions: Int { rows.output * columns.output }
  package var kernelCount: Int { rows.kernel * columns.kernel }
  package var inputCount: Int { rows.input * columns.input }
}
