import SpiceEngine
import SpiceProtocol
import Testing

@Suite struct TransientAxisTests {
  private let analysis = "tran 1e-12 1e-9 0 1e-10"

  @Test func `a transient from rest to its end is complete`() throws {
    let axis = try #require(TransientAxis(analysis))
    #expect(axis.stop == 1e-9)
    #expect(axis.failure(of: [0, 1e-12, 5e-10, 1e-9], limit: 4) == nil)
    // The simulator adds its steps up.
    #expect(axis.failure(of: [0, 1e-9 * (1 - 1e-12)], limit: 4) == nil)
  }

  @Test(arguments: [
    ([0, 1e-12, 9e-10], SpiceError.Code.notConverged), ([0], .notConverged), ([], .notConverged),
    ([0, 5e-10, 5e-10, 1e-9], .vectorMalformed), ([0, 6e-10, 5e-10, 1e-9], .vectorMalformed),
    ([1e-12, 1e-9], .vectorMalformed), ([0, 1e-10, 2e-10, 3e-10, 1e-9], .vectorMalformed),
    ([0, .nan, 1e-9], .vectorMalformed), ([0, 2e-9], .notConverged),
  ])
  func `any other axis is a failure of its kind`(times: [Double], code: SpiceError.Code) throws {
    let axis = try #require(TransientAxis(analysis))
    #expect(axis.failure(of: times, limit: 4)?.code == code)
  }

  @Test(arguments: ["op", "dc v1 0 1 1", "", "tran 1 2"])
  func `another analysis has no axis of time`(analysis: String) {
    #expect(TransientAxis(analysis) == nil)
  }
}
