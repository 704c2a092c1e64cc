/// The functions of a group, or of all groups of a layer, as tables of integers, product by product.
struct FunctionTables {
  /// The tables of one product.
  struct Part {
    let tables: [CodeTable]
    /// Whether weights beside them are bytes.
    let isBytes: Bool
    /// Whether its columns are the moments of the rows.
    var isMoment = false
  }

  /// The shares in words and in bytes, the changes in both, softenings or bends, and the moments of the first
  /// function of the shares and of that of the changes.
  let products: [Part]
  /// Whether the moments of the changes are those of the shares in another unit: of streams of one bit all
  /// functions are alike.
  let areAlike: Bool
  /// What the integer 1 stands for in the moments of shares and changes.
  let momentUnits: [Double]

  /// All tables in order.
  var all: [CodeTable] { products.flatMap(\.tables) }

  init(_ functions: CodeFunctions, isCoupled: Bool, isFine: Bool) {
    let largestCode = max(functions.codes.upperBound, -functions.codes.lowerBound)
    func words(_ functions: [[Double]], isFine: Bool = false) -> Part {
      Part(
        tables: functions.map { CodeTable(words: $0, largestCode: largestCode, isFine: isFine) },
        isBytes: false)
    }
    func bytes(_ functions: [[Double]], isMoment: Bool = false) -> Part {
      Part(tables: functions.map(CodeTable.init(bytes:)), isBytes: true, isMoment: isMoment)
    }
    // Moments are of the first function of the shares, and of that of the changes.
    let ofMoments =
      isCoupled
      ? [functions.words, functions.changes + functions.changeBytes].compactMap(\.first) : []
    let moments = bytes(ofMoments).tables
    areAlike = isCoupled && moments[0].values == moments[1].values
    momentUnits = moments.map(\.unit)
    products = [
      words(functions.words, isFine: isFine),
      bytes((isFine ? functions.words : []) + functions.bytes), words(functions.changes),
      bytes(functions.changeBytes), words(functions.last),
      bytes(Array(ofMoments.prefix(1)), isMoment: true),
      bytes(areAlike ? [] : Array(ofMoments.dropFirst()), isMoment: true),
    ]
  }
}
