/// What digital logic behind the arrays of one chip takes back, fitted to that chip on the images that
/// choose the ranges.
public enum DigitalCorrection: String, Sendable, CaseIterable, Codable {
  /// Nothing.
  case none
  /// The mean error of every output channel is subtracted.
  case bias
  /// Every output channel gets the mean and the standard deviation that it has digitally, which is what
  /// batch normalization does whose statistics are estimated anew on the chip.
  case moments
}
