internal import ArrayStorage
internal import Configuration
internal import Foundation

extension DataSet {
  /// Arrays of NumPy: samples of any shape along the first axis, and labels.
  static func numpy(_ images: URL, labels file: URL) throws -> DataSet {
    let (shape, numbers) = try NPYFile.readNumbers(images)
    guard (2...NetworkLimits.rank).contains(shape.count) else {
      throw InputError(
        source: images.path, location: "shape", found: "\(shape)",
        accepted: "images × channels × rows × columns, images × rows × columns, "
          + "signals × channels × places, samples × features: 2 to \(NetworkLimits.rank) axes")
    }
    let labels = try NPYFile.readIntegers(file)
    guard labels.shape == [shape[0]] else {
      throw InputError(
        source: file.path, location: "shape", found: "\(labels.shape)",
        accepted: "(\(shape[0])), one label for each image of \(images.path)")
    }
    let values: Values =
      switch numbers {
      case .bytes(let bytes): .bytes(bytes)
      case .floats(let floats): .floats(floats)
      }
    return try DataSet(
      source: images.path, imageShape: Array(shape[1...]), labels: labels.values, values: values,
      isArray: true)
  }
}
