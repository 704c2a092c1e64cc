/// A reader of the Python dictionary in the header of an NPY file, and of nothing more.
struct NPYHeaderScanner {
  private var rest: Substring

  init(_ text: String) {
    rest = text[...]
  }

  /// The header, or nil if the text is anything else than its three keys.
  mutating func header() -> NPYHeader? {
    var elementType: String?
    var isFortranOrder: Bool?
    var shape: [Int]?
    guard take("{") else { return nil }
    while !take("}") {
      guard let key = quoted(), take(":") else { return nil }
      switch key {
      case "descr" where elementType == nil:
        guard let value = quoted() else { return nil }
        elementType = value
      case "fortran_order" where isFortranOrder == nil:
        guard let value = truth() else { return nil }
        isFortranOrder = value
      case "shape" where shape == nil:
        guard let value = tuple() else { return nil }
        shape = value
      default: return nil
      }
      guard take(",") || rest.first == "}" else { return nil }
      skipSpaces()
    }
    skipSpaces()
    guard let elementType, let isFortranOrder, let shape, rest.isEmpty else { return nil }
    var header = NPYHeader(elementType: elementType, shape: shape)
    header.isFortranOrder = isFortranOrder
    return header
  }

  private mutating func skipSpaces() {
    rest = rest.drop { $0 == " " || $0 == "\n" }
  }

  private mutating func take(_ text: String) -> Bool {
    skipSpaces()
    guard rest.hasPrefix(text) else { return false }
    rest = rest.dropFirst(text.count)
    skipSpaces()
    return true
  }

  private mutating func quoted() -> String? {
    for quote in ["'", "\""] where take(quote) {
      guard let end = rest.firstIndex(of: Character(quote)) else { return nil }
      let text = String(rest[..<end])
      rest = rest[rest.index(after: end)...]
      return text
    }
    return nil
  }

  private mutating func truth() -> Bool? {
    if take("True") { return true }
    return take("False") ? false : nil
  }

  private mutating func tuple() -> [Int]? {
    guard take("(") else { return nil }
    var lengths: [Int] = []
    while !take(")") {
      let digits = rest.prefix { $0.isASCII && $0.isNumber }
      guard let length = Int(digits) else { return nil }
      lengths.append(length)
      rest = rest.dropFirst(digits.count)
      guard take(",") || rest.first == ")" else { return nil }
    }
    return lengths
  }
}
