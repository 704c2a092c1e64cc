import ArrayStorage
import Configuration
import Crossbars
import Foundation
import Inference
import LinearAlgebra
import Networks
import Records
import TestSupport
import Testing

/// Images as streams of random bits.
struct PixelStreamTests {
  private func stream(
    _ small: SmallNetwork, seed: UInt64 = 0, preprocessing: Preprocessing = Preprocessing()
  ) throws -> PixelStream {
    try PixelStream(
      Mapping.Images(), source: "m.toml", dataSet: small.images().dataSet,
      preprocessing: preprocessing, seed: seed, use: .evaluation)
  }

  private func options(length: Int, seed: UInt64 = 0, threads: Int = 1) -> EvaluationOptions {
    var options = EvaluationOptions(solver: .ideal, technology: LayerProblem.technology())
    var images = Mapping.Images()
    images.length = length
    options.mapping.images = images
    (options.seed, options.threads) = (seed, threads)
    return options
  }

  @Test func `a bit is 1 as often as its pixel says`() throws {
    let small = try SmallNetwork(images: 2)
    let stream = try stream(small)
    let pixels: [Float] = [0, 0.1, 0.5, 0.9, 1]
    let draws = 20_000
    var sums = [Float](repeating: 0, count: pixels.count)
    for draw in 0..<draws {
      let bits = stream.bits(of: pixels[...], draw: [0, draw, 0])
      #expect(bits.allSatisfy { $0 == 0 || $0 == 1 })
      for place in bits.indices { sums[place] += bits[place] }
    }
    for (sum, pixel) in zip(sums, pixels) {
      // Five standard deviations; 0 and 1 are certain.
      let tolerance = 5 * Double(pixel * (1 - pixel) * Float(draws)).squareRoot()
      #expect((Double(sum) - Double(pixel) * Double(draws)).magnitude <= tolerance + 1e-3)
    }
  }

  @Test func `bits are those of seed, image and place in the stream`() throws {
    let small = try SmallNetwork(images: 2)
    let pixels = [Float](repeating: 0.5, count: 64)
    let all = try [
      (UInt64(0), [0, 0, 0]), (0, [0, 0, 1]), (0, [0, 1, 0]), (0, [1, 0, 0]), (1, [0, 0, 0]),
    ]
    .map { try stream(small, seed: $0.0).bits(of: pixels[...], draw: $0.1) }
    #expect(Set(all).count == all.count)
    #expect(try stream(small).bits(of: pixels[...], draw: [0, 0, 0]) == all[0])
    // A pixel's draw does not depend on its neighbors.
    #expect(try stream(small).bits(of: pixels[..<9], draw: [0, 0, 0]) == Array(all[0][..<9]))
  }

  @Test func `a preprocessing that moves zero is refused`() throws {
    let small = try SmallNetwork(images: 2)
    let error = #expect(throws: InputError.self) {
      try stream(small, preprocessing: Preprocessing(mean: [0.5]))
    }
    #expect(error?.location == "key images.encoding")
    _ = try stream(small, preprocessing: Preprocessing(scale: 2, deviation: [0.25]))
  }

  @Test func `the network is read once for every bit, and its outputs are averaged`() throws {
    let small = try SmallNetwork(images: 40)
    let stream = try stream(small)
    let plain = try small.images().dataSet.images(0..<40, preprocessing: Preprocessing())
    func digital(_ bit: Int) throws -> [Float] {
      let bits = (0..<40).flatMap { image in
        stream.bits(of: plain.elements[image * 36..<(image + 1) * 36], draw: [0, image, bit])
      }
      return try small.network.forward(Tensor(shape: plain.shape, elements: bits)).elements
    }
    // Arrays so fine that they multiply as digital logic does.
    var fine = options(length: 3)
    (fine.mapping.weights.bits, fine.mapping.weights.bitsPerCell) = (16, 16)
    (fine.mapping.inputs.bits, fine.mapping.outputs.bits) = (16, 0)
    let found = try small.evaluate(fine).logits.elements
    let bits = try (0..<3).map(digital)
    var (errors, squares, others) = (0.0, 0.0, 0.0)
    for place in found.indices {
      let wanted = Double(bits[0][place] + bits[1][place] + bits[2][place]) / 3
      errors += pow(Double(found[place]) - wanted, 2)
      squares += wanted * wanted
      others += pow(Double(bits[0][place]) - wanted, 2)
    }
    // Ranges clip rare inputs of the second and third layer; single bits differ by far more.
    #expect(errors < 1e-3 * squares && errors < 1e-2 * others, "\(errors), \(squares), \(others)")
  }

  @Test func `long streams come near the outputs of the values`() throws {
    let small = try SmallNetwork(images: 30)
    var plain = options(length: 1)
    plain.mapping.images = nil
    let wanted = try small.evaluate(plain).logits.elements
    func distance(_ length: Int) throws -> Double {
      let found = try small.evaluate(options(length: length)).logits.elements
      return zip(found, wanted).reduce(0) { $0 + pow(Double($1.0 - $1.1), 2) }
    }
    let (short, long) = (try distance(1), try distance(32))
    // Chance falls with the length; what rectifiers make of single bits stays.
    #expect(long < 0.5 * short, "\(long), from \(short)")
  }

  @Test func `threads and the number of images change nothing`() throws {
    let small = try SmallNetwork(images: 70)
    let one = try small.evaluate(options(length: 2))
    let two = try small.evaluate(options(length: 2, threads: 2))
    #expect(one.logits == two.logits)
    let few = try small.evaluate(options(length: 2), limit: 10)
    #expect(Array(one.logits.elements[..<70]) == few.logits.elements)
    #expect(one.result.notes?.contains { $0.contains("streams of 2 random bits") } == true)
  }

  @Test func `bits of counted layers do not depend on the number of images`() throws {
    let small = try SmallNetwork(images: 24)
    var options = options(length: 3)
    var sums = Mapping.PartialSums()
    (sums.converter, sums.samples, sums.sensitivity) = (.stochastic, 2, .number(2))
    options.mapping.partialSums = sums
    let all = try small.evaluate(options).logits.elements
    let few = try small.evaluate(options, limit: 10).logits.elements
    #expect(Array(all.prefix(few.count)) == few)
  }

  @Test(arguments: [Float(-0.1), 1.5, .nan])
  func `a value that is no chance is refused`(value: Float) throws {
    let folder = try TemporaryFolder()
    try NPYFile.writeFloats(
      shape: [2, 1, 6, 6], [Float](repeating: 0.5, count: 71) + [value], to: folder.file("x.npy"))
    try SmallNetwork.writeLabels([0, 1], to: folder.file("y.npy"))
    let dataSet = try? DataSet(
      specification: "npy:\(folder.file("x.npy").path),\(folder.file("y.npy").path)")
    // What is no number is refused by the data set already.
    guard let dataSet else { return #expect(value.isNaN) }
    let error = #expect(throws: InputError.self) {
      try PixelStream(
        Mapping.Images(), source: "m.toml", dataSet: dataSet, preprocessing: Preprocessing(),
        seed: 0, use: .evaluation)
    }
    #expect(error?.found.contains("\(value)") == true)
  }

  @Test func `instances draw other bits, and the digital network gets the values`() throws {
    let small = try SmallNetwork(images: 40)
    var varied = options(length: 1)
    varied.trials = 2
    let outcome = try small.evaluate(varied)
    let half = outcome.logits.elements.count / 2
    #expect(outcome.logits.elements[..<half] != outcome.logits.elements[half...])
    var digital = EvaluationOptions(solver: .digital)
    digital.threads = 1
    #expect(try small.evaluate(digital).result.digital == outcome.result.digital)
  }

  @Test(arguments: [
    ("[images]\nlength = 4", "encoding"),
    ("[images]\nencoding = \"serial\"", "encoding"),
    ("[images]\nencoding = \"stochastic\"\nlength = 0", "length"),
    ("[images]\nencoding = \"stochastic\"\nbits = 4", "bits"),
    ("[[layer]]\nmatch = \"a\"\n[layer.images]\nlength = 4", "images"),
  ])
  func `a key of the table is refused by name`(text: String, key: String) {
    let error = #expect(throws: InputError.self) {
      try Mapping(ConfigurationDocument(text: text, source: "m.toml"))
    }
    #expect(error?.description.contains(key) == true)
  }

  @Test func `a mapping says how long streams are`() throws {
    let mapping = try Mapping(
      ConfigurationDocument(
        text: "[images]\nencoding = \"stochastic\"\nlength = 16", source: "m.toml"))
    #expect(mapping.images?.length == 16 && Mapping().images == nil)
  }
}
