/// A section of a layer whose columns are read by the two-point member: rows that are driven together, with all
/// columns that they feed.
package struct TwoPointSection {
  /// Columns that are read one by one, such as those of one polarity.
  package struct Columns {
    /// For each function of the shares that goes in words what every row adds, in the unit of the converters'
    /// steps; *functions · rows × outputs*.
    let words: [[Double]]
    /// The same for those that go in bytes.
    let bytes: [[Double]]
    /// How much a row's share changes with its column's current, for each function of the changes in words.
    let changes: [[Double]]
    /// The same for those in bytes.
    let changeBytes: [[Double]]
    /// What changes that are not summed are of the share, of the mean and the first moment of the drives, and of
    /// those of the changes; *5 × outputs*, or empty.
    let changeFit: [[Double]]
    /// Softenings, in the unit of the shares, or bends, per unit; empty without.
    let last: [[Double]]
    /// The numbers of the interpolation as `TwoPointTerms` in `CrossbarModels` orders them; *terms × outputs*,
    /// empty where the current is the sum of the shares.
    let terms: [[Double]]
    /// The converters of every stream, output after output.
    let conversions: [[IntegerSection.Conversion]]

    /// Describes columns.
    ///
    /// - Parameters:
    ///   - words: Shares in words; *functions · rows × outputs*.
    ///   - bytes: Shares in bytes; *functions · rows × outputs*.
    ///   - changes: Changes in words; *functions · rows × outputs*.
    ///   - changeBytes: Changes in bytes; *functions · rows × outputs*.
    ///   - changeFit: What changes are of shares and moments; *5 × outputs*, empty where they are summed.
    ///   - last: Softenings or bends; *functions · rows × outputs*.
    ///   - terms: The numbers of the interpolation; *terms × outputs*.
    ///   - conversions: The converters, *streams × outputs*.
    package init(
      words: [[Double]], bytes: [[Double]], changes: [[Double]], changeBytes: [[Double]],
      changeFit: [[Double]] = [], last: [[Double]], terms: [[Double]],
      conversions: [[IntegerSection.Conversion]]
    ) {
      self.words = words
      self.bytes = bytes
      self.changes = changes
      self.changeBytes = changeBytes
      self.changeFit = changeFit
      self.last = last
      self.terms = terms
      self.conversions = conversions
    }

    /// The same columns behind other converters.
    package func converted(by conversions: [[IntegerSection.Conversion]]) -> Columns {
      Columns(
        words: words, bytes: bytes, changes: changes, changeBytes: changeBytes,
        changeFit: changeFit, last: last, terms: terms, conversions: conversions)
    }
  }

  /// The rows of the layer's matrix.
  package let rows: Range<Int>
  /// The weights of the rows in the mean drive and in both moments of the bit lines; *3 × rows*.
  let moments: [[Double]]
  /// The columns: all of one sign, or first those that add and then those that subtract, before the converter
  /// or behind one of their own.
  let kinds: [Columns]

  /// The term of the bends.
  static let bendTerm = 9
  /// The first of the terms that refine.
  static let refiningTerm = 10

  /// Whether a column has numbers for the terms that refine.
  var isRefined: Bool {
    kinds.contains { $0.terms.dropFirst(Self.refiningTerm).contains { $0.contains { $0 != 0 } } }
  }

  /// The power of the unit of currents in every term, bends left to themselves.
  package static func powers(isSigned: Bool) -> [Int] {
    isSigned ? [0, 0, 2, -1, -1] : [0, 1, 1, 2, 0, -1, -1, 0, 0, 0, 0, 0, 0]
  }

  /// A number of a term in another unit of currents.
  ///
  /// - Parameters:
  ///   - number: The number.
  ///   - unit: The unit.
  ///   - power: The power of the unit in the term.
  /// - Returns: The number times that power.
  package static func scaled(_ number: Double, by unit: Double, power: Int) -> Double {
    var number = number
    for _ in 0..<max(power, 0) { number *= unit }
    for _ in 0..<max(-power, 0) { number /= unit }
    return number
  }

  /// Describes a section.
  ///
  /// - Parameters:
  ///   - rows: The rows of the layer's matrix.
  ///   - moments: The weights of the rows in the mean drive and in both moments; *3 × rows*.
  ///   - kinds: One or two sets of columns.
  package init(rows: Range<Int>, moments: [[Double]], kinds: [Columns]) {
    self.rows = rows
    self.moments = moments
    self.kinds = kinds
  }
}
