/// In what the products of layers on arrays are computed.
public enum Arithmetic: String, CaseIterable, Sendable {
  /// In integers where the codes of rows and columns are few enough, else in single precision.
  case automatic
  /// Matrices, sums and column codes in single precision; the currents of models that are no matrix in double.
  case single
  /// Matrices, sums and column codes in double precision. What is between layers is single precision, as in all of
  /// them.
  case double
}
