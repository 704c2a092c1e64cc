public import Configuration
public import Foundation

/// What is done to an image before a network sees it: *x = (value · scale − mean) / deviation*.
public struct Preprocessing: Sendable, Equatable {
  /// The factor on every stored value.
  public var scale: Double
  /// What is subtracted; one number for each channel, or one for all.
  public var mean: [Double]
  /// What is divided by; one number for each channel, or one for all.
  public var deviation: [Double]
  /// The side of the square cut from the center, in pixels; nil for the whole image.
  public var crop: Int?

  /// Creates a preprocessing; the defaults leave the values as they are.
  public init(scale: Double = 1, mean: [Double] = [0], deviation: [Double] = [1], crop: Int? = nil)
  {
    self.scale = scale
    self.mean = mean
    self.deviation = deviation
    self.crop = crop
  }

  /// Reads a preprocessing file.
  ///
  /// - Parameter url: A TOML file with the table `[preprocess]`.
  /// - Throws: `UnavailableError` if it cannot be read, `InputError` with file, line and key if it
  ///   is malformed.
  public init(contentsOf url: URL) throws {
    try self.init(ConfigurationDocument(contentsOf: url))
  }

  /// Reads a preprocessing from a parsed document.
  ///
  /// - Parameter document: A TOML document with the table `[preprocess]`.
  /// - Throws: `InputError` with file, line and key if a key is unknown, missing or out of range.
  public init(_ document: ConfigurationDocument) throws {
    let root = document.root
    let table = try root.table("preprocess")
    let finite = -1e30...1e30
    scale = try table.optionalNumber("scale", in: finite) ?? 1
    mean = try table.optionalNumbers("mean", in: finite) ?? [0]
    deviation = try table.optionalNumbers("std", in: 1e-30...1e30) ?? [1]
    crop = try table.optionalInteger("crop", in: 1...65536)
    for (key, list) in [("mean", mean), ("std", deviation)] where list.isEmpty {
      throw table.refusal(
        of: key, found: "an empty list", accepted: "one number for each channel, or one for all")
    }
    try root.finish()
  }

  /// Whether every number stays what it is.
  var keepsValues: Bool {
    scale == 1 && mean.allSatisfy { $0 == 0 } && deviation.allSatisfy { $0 == 1 }
  }

  /// The file that is read if a command names none: `NAME.toml` beside `NAME.onnx`.
  ///
  /// - Parameter network: The ONNX file.
  /// - Returns: Where its preprocessing is expected.
  public static func defaultFile(for network: URL) -> URL {
    network.deletingPathExtension().appendingPathExtension("toml")
  }
}
