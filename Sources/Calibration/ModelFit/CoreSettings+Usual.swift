public import Crossbars
public import Records

extension CoreSettings {
  /// The member where none is named: one matrix for ohmic cells, which it describes exactly, and the
  /// two-point member for cells that bend, which holds for any load.
  ///
  /// - Parameter technology: The technology of the arrays.
  /// - Returns: The settings.
  public static func usual(for technology: Technology) -> CoreSettings {
    CoreSettings(technology.cellLaw?.isOhmic ?? false ? .linear : .twoPoint)
  }
}
