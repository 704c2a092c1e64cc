/// The functions of a row's code that all arrays of a group share.
package struct CodeFunctions: Sendable {
  /// The codes that a row can have in one stream; 0 is among them, and all functions are 0 there.
  package let codes: ClosedRange<Int>
  /// The functions of the shares that go in words, of which the first is that of the moments; in every
  /// function a value for each code.
  package let words: [[Double]]
  /// Those that go in bytes.
  package let bytes: [[Double]]
  /// Those of the changes in words, and those in bytes; the first of all is that of the moments.
  package let changes: [[Double]]
  package let changeBytes: [[Double]]
  /// Whether changes are no sums of these, but follow from shares and moments.
  package let areChangesFitted: Bool
  /// That of the softenings or of the bends, if there is one.
  package let last: [[Double]]
  /// Whether inputs have both signs, which another equation belongs to.
  package let isSigned: Bool

  /// Describes functions.
  package init(
    codes: ClosedRange<Int>, words: [[Double]], bytes: [[Double]], changes: [[Double]],
    changeBytes: [[Double]], areChangesFitted: Bool = false, last: [[Double]], isSigned: Bool
  ) {
    precondition(codes.contains(0), "codes \(codes)")
    self.codes = codes
    self.words = words
    self.bytes = bytes
    self.changes = changes
    self.changeBytes = changeBytes
    self.areChangesFitted = areChangesFitted
    self.last = last
    self.isSigned = isSigned
  }
}

/// A function of a code as integers.
struct CodeTable {
  /// The integers.
  let values: [Int]
  /// The integer that stands for 0.
  let zero: Int
  /// What the integer 1 beyond it stands for.
  let unit: Double
  /// The largest distance of an integer from ``zero``, which every weight is judged by.
  let largest: Int

  /// The largest number of a table of words beside weights that nothing refines: it leaves them as many digits as
  /// sparse codes need.
  private static let largestWord = 16_320
  /// The numbers of a table of words beside weights that bytes refine.
  private static let finestWords = 65_535
  /// The largest of a table of bytes: two products with bytes of a sign then stay within 16 bits.
  private static let largestByte = 127

  /// Rounds a function to words.
  ///
  /// - Parameters:
  ///   - function: Its value for each code.
  ///   - largestCode: The largest magnitude of a code: multiples of its inverse stay exact.
  ///   - isFine: Whether the weights beside it are refined by bytes, so that it may have more digits.
  init(words function: [Double], largestCode: Int, isFine: Bool) {
    let (low, high) = function.reduce((0, 0)) { (min($0.0, $1), max($0.1, $1)) }
    let largest = max(high, -low)
    let isMultiple =
      largest > 0
      && function.allSatisfy {
        let multiple = $0 / largest * Double(largestCode)
        return (multiple - multiple.rounded()).magnitude < 1e-9
      }
    // A function of one sign uses the negative words as well.
    let isCentered = isFine && !isMultiple && (low == 0 || high == 0)
    let steps =
      isMultiple ? largestCode : isCentered ? Self.finestWords : isFine ? 32767 : Self.largestWord
    let unit = largest / Double(steps)
    let zero = isCentered ? (low == 0 ? -32768 : 32767) : 0
    self.init(
      values: function.map { unit > 0 ? Int(($0 / unit).rounded()) + zero : 0 },
      zero: unit > 0 ? zero : 0, unit: unit)
  }

  /// Rounds a function to bytes.
  ///
  /// - Parameter function: Its value for each code.
  init(bytes function: [Double]) {
    let (low, high) = function.reduce((0, 0)) { (min($0.0, $1), max($0.1, $1)) }
    let unit = (high - low) / Double(Self.largestByte)
    let zero = unit > 0 ? Int((-low / unit).rounded()) : 0
    self.init(
      values: function.map {
        unit > 0 ? min(max(Int(($0 / unit).rounded()) + zero, 0), Self.largestByte) : 0
      }, zero: zero, unit: unit)
  }

  private init(values: [Int], zero: Int, unit: Double) {
    (self.values, self.zero, self.unit) = (values, zero, unit)
    largest = values.reduce(0) { max($0, abs($1 - zero)) }
  }
}
