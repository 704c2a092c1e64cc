/// Rows taken from a tensor by numbers that are computed, such as embeddings of tokens.
struct Lookup: Kernel {
  /// The places before the axis along which is looked up.
  let outer: Int
  /// The places of that axis.
  let extent: Int
  /// The places behind it.
  let inner: Int
  /// How many numbers look up.
  let count: Int

  var work: Int { outer * count * inner }

  func run(_ sources: [Source], into target: Target) throws(KernelRefusal) {
    for index in 0..<count {
      let place = try Self.place(sources[1][index], among: extent)
      for block in 0..<outer {
        (target + (block * count + index) * inner)
          .update(from: sources[0] + (block * extent + place) * inner, count: inner)
      }
    }
  }

  /// The place that a number stands for, counted from the end if it is negative.
  static func place(_ number: Float, among extent: Int) throws(KernelRefusal) -> Int {
    guard let stated = Int(exactly: number), (-extent..<extent).contains(stated) else {
      throw KernelRefusal(
        found: "\(number) as a place among \(extent)",
        accepted: "whole numbers from \(-extent) to \(extent - 1)")
    }
    return stated < 0 ? stated + extent : stated
  }
}
