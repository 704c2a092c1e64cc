import SpiceEngine
import Testing

@Suite struct TranscriptTests {
  @Test func `a long transcript keeps its ends and the verdict on all of it`() {
    var transcript = Transcript()
    for number in 0..<10_000 {
      transcript.append(
        number == 5_000 ? "Warning: singular matrix: check node a" : "line \(number)")
    }
    #expect(transcript.lines.count == 401)
    #expect(transcript.lines.first == "line 0")
    #expect(transcript.lines[200] == "… 9600 lines …")
    #expect(transcript.lines.last == "line 9999")
    #expect(transcript.verdict.failure == .singular(node: "a"))
  }

  @Test func `progress that depends on the clock is not recorded`() {
    var transcript = Transcript()
    transcript.append(" Reference value :  1.00000e+00")
    transcript.append("stdout No. of Data Rows : 3")
    #expect(transcript.lines == ["stdout No. of Data Rows : 3"])
  }
}
