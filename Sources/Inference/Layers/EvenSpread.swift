/// Fractions that are spread evenly, however many of them are taken.
///
/// Multiples of the golden ratio never follow the rows of an image.
enum EvenSpread {
  /// A fraction.
  ///
  /// - Parameter index: Its number, from 0.
  /// - Returns: A number from 0 to 1.
  static func fraction(_ index: Int) -> Double {
    let turn = Double(index + 1) * 0.618_033_988_749_894_9
    return turn - turn.rounded(.down)
  }

  /// A place among some.
  ///
  /// - Parameters:
  ///   - index: Its number, from 0.
  ///   - count: The number of places.
  /// - Returns: A number below `count`.
  static func place(_ index: Int, of count: Int) -> Int { Int(fraction(index) * Double(count)) }
}
