internal import ArrayStorage
internal import Configuration
internal import Foundation

extension DataSet {
  /// Arrays of NumPy: images × channels × rows × columns, or without channels, and labels.
  static func numpy(_ images: URL, labels file: URL) throws -> DataSet {
    let shape: [Int]
    let values: Values
    do {
      let found = try NPYFile.readFloats(images)
      (shape, values) = (found.shape, .floats(found.values))
    } catch let error as InputError where error.location == "element type" {
      let found = try NPYFile.readIntegers(images)
      guard found.values.allSatisfy({ (0...255).contains($0) }) else {
        throw InputError(
          source: images.path, found: "integers beyond 0 to 255", accepted: "bytes or floats")
      }
      (shape, values) = (found.shape, .bytes(found.values.map { UInt8(clamping: $0) }))
    }
    guard [3, 4].contains(shape.count) else {
      throw InputError(
        source: images.path, location: "shape", found: "\(shape)",
        accepted: "images × channels × rows × columns, or images × rows × columns")
    }
    let labels = try NPYFile.readIntegers(file)
    guard labels.shape == [shape[0]] else {
      throw InputError(
        source: file.path, location: "shape", found: "\(labels.shape)",
        accepted: "(\(shape[0])), one label for each image of \(images.path)")
    }
    return try DataSet(
      source: images.path, imageShape: shape.count == 4 ? Array(shape[1...]) : [1] + shape[1...],
      labels: labels.values, values: values)
  }
}
