/// A generator of random numbers that gives the same sequence for the same seed, everywhere.
///
/// The generator is xoshiro256++ of Blackman and Vigna ("Scrambled linear pseudorandom number
/// generators", 2021), its state filled by SplitMix64 as they recommend. Derive an independent
/// stream for every part of a piece of work with ``init(seed:stream:)``, so that the order in which
/// the parts run does not matter.
public struct SeededGenerator: RandomNumberGenerator, Sendable {
  private var state: (UInt64, UInt64, UInt64, UInt64)

  /// Creates the generator of one stream.
  ///
  /// - Parameters:
  ///   - seed: The seed that a user gives.
  ///   - stream: The numbers that tell this stream from others of the same seed.
  public init(seed: UInt64, stream: UInt64...) {
    self.init(seed: seed, parts: stream)
  }

  /// Creates the generator of one stream.
  ///
  /// - Parameters:
  ///   - seed: The seed that a user gives.
  ///   - parts: The numbers that tell this stream from others of the same seed.
  public init(seed: UInt64, parts: [UInt64]) {
    var mixed = Self.key(seed: seed, parts: parts)
    state = (
      Self.split(&mixed), Self.split(&mixed), Self.split(&mixed), Self.split(&mixed)
    )
  }

  /// A number that tells a stream from all others, for generators that count.
  ///
  /// - Parameters:
  ///   - seed: The seed that a user gives.
  ///   - parts: The numbers that tell this stream from others of the same seed.
  /// - Returns: The number.
  package static func key(seed: UInt64, parts: [UInt64]) -> UInt64 {
    var mixed = seed
    for part in parts {
      // One SplitMix64 step between the parts makes (1, 2) and (2, 1) different streams.
      mixed = split(&mixed) ^ part
    }
    return mixed
  }

  /// One of the numbers that a key stands for, whichever were asked for before.
  ///
  /// - Parameters:
  ///   - key: A key of ``key(seed:parts:)``.
  ///   - count: Which number, from 0.
  /// - Returns: A number between 0 and 1, 1 excluded, on a grid of 2⁻⁵³.
  package static func uniform(key: UInt64, count: UInt64) -> Double {
    var state = key &+ 0x9e37_79b9_7f4a_7c15 &* count
    return Double(split(&state) >> 11) * 0x1p-53
  }

  private static func split(_ state: inout UInt64) -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }

  /// The next 64 random bits.
  public mutating func next() -> UInt64 {
    func rotate(_ x: UInt64, _ k: UInt64) -> UInt64 { (x << k) | (x >> (64 - k)) }
    let result = rotate(state.0 &+ state.3, 23) &+ state.0
    let t = state.1 << 17
    state.2 ^= state.0
    state.3 ^= state.1
    state.1 ^= state.2
    state.0 ^= state.3
    state.2 ^= t
    state.3 = rotate(state.3, 45)
    return result
  }

  /// A number between 0 and 1, 1 excluded, on a grid of 2⁻⁵³.
  public mutating func uniform() -> Double {
    Double(next() >> 11) * 0x1p-53
  }

  /// An integer below a bound.
  ///
  /// - Parameter bound: The number of possible values; positive.
  /// - Returns: A value from 0 to `bound - 1`; their probabilities differ by 2⁻⁵³ at most.
  public mutating func integer(below bound: Int) -> Int {
    precondition(bound > 0, "no integer is below \(bound)")
    return Int(uniform() * Double(bound))
  }
}
