/// Where `Resize` takes the places of an axis from.
struct AxisSampling {
  /// How neighbors are weighed.
  enum Mode {
    case nearest(rounding: String)
    case linear
    case cubic(coefficient: Float)
  }

  private let mode: Mode
  private let transformation: String
  private let excludesOutside: Bool

  init(_ node: NodeReader, opset: Int) throws {
    let name = try node.attributes.text("mode") ?? "nearest"
    let known = [
      "half_pixel", "pytorch_half_pixel", "align_corners", "asymmetric", "half_pixel_symmetric",
    ]
    transformation =
      opset < 11
      ? "asymmetric"
      : try node.attributes.text("coordinate_transformation_mode") ?? "half_pixel"
    guard known.contains(transformation) else {
      throw node.refusal(
        "coordinate_transformation_mode is \(transformation)",
        accepted: known.joined(separator: ", "))
    }
    let roundings = ["round_prefer_floor", "round_prefer_ceil", "floor", "ceil"]
    let rounding =
      opset < 11 ? "floor" : try node.attributes.text("nearest_mode") ?? "round_prefer_floor"
    guard roundings.contains(rounding) else {
      throw node.refusal(
        "nearest_mode is \(rounding)", accepted: roundings.joined(separator: ", "))
    }
    let coefficient = opset < 11 ? -0.75 : try node.attributes.number("cubic_coeff_a") ?? -0.75
    excludesOutside = opset < 11 ? false : try node.attributes.flag("exclude_outside")
    if opset >= 11 { node.attributes.ignore("extrapolation_value") }
    switch name {
    case "nearest": mode = .nearest(rounding: rounding)
    case "linear", "bilinear": mode = .linear
    case "cubic" where opset >= 11: mode = .cubic(coefficient: coefficient)
    default: throw node.refusal("mode is \(name)", accepted: "nearest, linear, cubic")
    }
  }

  /// The neighbors of each place.
  ///
  /// - Parameters:
  ///   - before: How many places there are.
  ///   - after: How many places there will be.
  ///   - scale: How many of these come for one of those, as the file has it.
  /// - Returns: The neighbors, place after place.
  func taps(from before: Int, to after: Int, scale: Float) -> [[Interpolation.Tap]] {
    (0..<after).map { place in
      taps(at: position(of: place, before: before, after: after, scale: scale), of: before)
    }
  }

  // In single precision, as ONNX Runtime has it: the nearest neighbor depends on the last bit.
  private func position(of place: Int, before: Int, after: Int, scale: Float) -> Float {
    let place = Float(place)
    switch transformation {
    case "asymmetric": return place / scale
    case "align_corners":
      return after == 1 ? 0 : place * Float(before - 1) / Float(after - 1)
    case "pytorch_half_pixel": return after > 1 ? (place + 0.5) / scale - 0.5 : 0
    case "half_pixel_symmetric":
      let adjustment = Float(after) / (scale * Float(before))
      return Float(before) / 2 * (1 - adjustment) + (place + 0.5) / scale - 0.5
    default: return (place + 0.5) / scale - 0.5
    }
  }

  private func taps(at position: Float, of extent: Int) -> [Interpolation.Tap] {
    let below = position.rounded(.down)
    let first = Int(below)
    let fraction = position - below
    func clamped(_ place: Int) -> Int { min(max(place, 0), extent - 1) }
    switch mode {
    case .nearest(let rounding):
      let place: Float =
        switch rounding {
        case "floor": below
        case "ceil": position.rounded(.up)
        case "round_prefer_ceil": fraction == 0.5 ? below + 1 : position.rounded()
        default: fraction == 0.5 ? below : position.rounded()
        }
      return [Interpolation.Tap(place: clamped(Int(place)), weight: 1)]
    case .linear:
      return weighed([1 - fraction, fraction], from: first, of: extent, clamped)
    case .cubic(let a):
      func near(_ x: Float) -> Float { ((a + 2) * x - (a + 3)) * x * x + 1 }
      func far(_ x: Float) -> Float { ((a * x - 5 * a) * x + 8 * a) * x - 4 * a }
      return weighed(
        [far(fraction + 1), near(fraction), near(1 - fraction), far(2 - fraction)],
        from: first - 1, of: extent, clamped)
    }
  }

  private func weighed(
    _ weights: [Float], from first: Int, of extent: Int, _ clamped: (Int) -> Int
  ) -> [Interpolation.Tap] {
    let taps = weights.enumerated().map { ($0.offset + first, $0.element) }
    guard excludesOutside else {
      return taps.map { Interpolation.Tap(place: clamped($0.0), weight: $0.1) }
    }
    let inside = taps.filter { (0..<extent).contains($0.0) }
    let total = inside.map(\.1).reduce(0, +)
    return inside.map { Interpolation.Tap(place: $0.0, weight: $0.1 / total) }
  }
}
