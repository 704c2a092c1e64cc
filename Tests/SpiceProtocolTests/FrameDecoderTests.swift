import SpiceProtocol
import Testing

@Suite struct FrameDecoderTests {
  private let frames = [
    Frame(header: Array("{}".utf8)),
    Frame(header: Array("{\"a\":1}".utf8), payload: Array(0...255)),
    Frame(header: Array("{\"b\":\"ß\"}".utf8), payload: [1]),
  ]

  @Test(arguments: [1, 2, 3, 7, 64, 10_000])
  func `frames survive any cutting of the stream`(size: Int) throws {
    let stream = frames.flatMap { $0.prologue + $0.payload }
    var decoder = FrameDecoder()
    var found: [Frame] = []
    var start = 0
    while start < stream.count {
      let end = min(start + size, stream.count)
      Array(stream[start..<end]).withUnsafeBytes { decoder.append($0) }
      while let frame = try decoder.next() { found.append(frame) }
      start = end
    }
    #expect(found == frames)
    #expect(!decoder.isMidFrame)
  }

  @Test(arguments: [
    "Doing analysis at TEMP", "abc\nabc\nabc\n", "\n\n\n\n\n\n\n\n", "\u{0}\u{0}\u{0}\u{0}",
  ])
  func `text is no frame`(text: String) {
    var decoder = FrameDecoder()
    Array(text.utf8).withUnsafeBytes { decoder.append($0) }
    #expect(throws: FrameError.self) { try decoder.next() }
  }

  @Test func `a header that is longer than its frame is no frame`() {
    var decoder = FrameDecoder()
    ([10, 0, 0, 0, 11, 0, 0, 0] as [UInt8]).withUnsafeBytes { decoder.append($0) }
    #expect(throws: FrameError.self) { try decoder.next() }
  }

  @Test func `a frame of no message is refused`() {
    #expect(throws: FrameError.self) { try WorkerMessage(frames[0]) }
    #expect(throws: FrameError.self) { try WorkerMessage(frames[1]) }
    #expect(throws: FrameError.self) { try WorkerMessage(Frame(header: [1, 2, 3])) }
  }
}
