/// The functions of a group, or of all groups of a layer, as tables of integers, product by product.
struct FunctionTables {
  /// The shares, in words and in bytes.
  let words: [CodeTable]
  let bytes: [CodeTable]
  /// Their changes, in words and in bytes.
  let changes: [CodeTable]
  let changeBytes: [CodeTable]
  /// Softenings or bends, in words.
  let last: [CodeTable]
  /// Those of the moments, in bytes: the first function of the shares, and that of the changes, which is left out
  /// where it is the same.
  let driveMoments: [CodeTable]
  let changeMoments: [CodeTable]
  /// Whether the moments of the changes are those of the shares in another unit: of streams of one bit all
  /// functions are alike.
  let areAlike: Bool
  /// What the moments of the changes are in the unit of those of the shares, where they are alike.
  let momentRatio: Double

  /// All tables, product by product.
  var products: [[CodeTable]] {
    [words, bytes, changes, changeBytes, last, driveMoments, changeMoments]
  }

  /// Rounds functions.
  ///
  /// - Parameters:
  ///   - functions: The functions.
  ///   - isCoupled: Whether columns solve an equation, so that there are moments.
  ///   - isFine: Whether bytes refine what words round of the shares.
  init(_ functions: CodeFunctions, isCoupled: Bool, isFine: Bool) {
    let largestCode = max(functions.codes.upperBound, -functions.codes.lowerBound)
    func inWords(_ functions: [[Double]], isFine: Bool = false) -> [CodeTable] {
      functions.map { CodeTable(words: $0, largestCode: largestCode, isFine: isFine) }
    }
    words = inWords(functions.words, isFine: isFine)
    bytes = ((isFine ? functions.words : []) + functions.bytes).map(CodeTable.init(bytes:))
    let isSummed = !functions.areChangesFitted
    changes = isSummed ? inWords(functions.changes) : []
    changeBytes = isSummed ? functions.changeBytes.map(CodeTable.init(bytes:)) : []
    last = inWords(functions.last)
    let ofMoments = [functions.words, functions.changes + functions.changeBytes]
    let moments = isCoupled ? ofMoments.compactMap(\.first).map(CodeTable.init(bytes:)) : []
    areAlike = isCoupled && moments[0].values == moments[1].values
    momentRatio = areAlike ? moments[1].unit / moments[0].unit : 1
    driveMoments = Array(moments.prefix(1))
    changeMoments = areAlike ? [] : Array(moments.dropFirst())
  }
}
